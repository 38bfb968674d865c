//! Letters to readers: what they say, and the way to the mail server.

mod letter;
mod words;
mod writer;

pub(crate) use letter::{Letter, both};
pub(crate) use words::{Words, words};
pub(crate) use writer::Writer;

use crate::config::{Mail, Security};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use std::time::Duration;

/// The way to the mail server. The operator names it, so it is no target of the guard that foreign
/// addresses pass through.
#[derive(Debug)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a letter was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    /// Of nobody's letter: the server is not there, or not as configured.
    #[error("the mail server cannot be used")]
    Server(#[source] lettre::transport::smtp::Error),
    /// Later, perhaps.
    #[error("the mail server does not take the letter now")]
    Later(#[source] lettre::transport::smtp::Error),
    #[error("the mail server refuses the letter")]
    Refused(#[source] lettre::transport::smtp::Error),
    /// Ours to mend.
    #[error("the letter cannot be written")]
    Letter(#[from] lettre::error::Error),
    #[error("the letter has a wrong address")]
    Address(#[from] lettre::address::AddressError),
    #[error("a header of the letter is impossible")]
    Header(#[from] lettre::message::header::InvalidHeaderName),
}

/// A server that is silent for so long is not there.
const PATIENCE: Duration = Duration::from_secs(30);

impl Mailer {
    /// # Errors
    /// If the server's name is none that a certificate could have.
    pub(crate) fn new(mail: &Mail) -> Result<Self, lettre::transport::smtp::Error> {
        let tls = || TlsParameters::new(mail.host.clone());
        let tls = match mail.security {
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::None => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(mail.host.clone())
            .port(mail.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        let builder = match &mail.login {
            Some((user, password)) => {
                let password = password.expose_secret().to_owned();
                builder.credentials(Credentials::new(user.clone(), password))
            }
            None => builder,
        };
        Ok(Self {
            transport: builder.build(),
            from: mail.from.clone(),
        })
    }

    /// Hands a letter over; once this is `Ok`, the server answers for it.
    pub(crate) async fn send(&self, to: &str, letter: &Letter) -> Result<(), MailError> {
        let message = self.message(to, letter)?;
        let sent = self.transport.send(message).await;
        sent.map(drop).map_err(|error| {
            if error.is_permanent() {
                MailError::Refused(error)
            } else if error.is_transient() {
                MailError::Later(error)
            } else {
                MailError::Server(error)
            }
        })
    }

    fn message(&self, to: &str, letter: &Letter) -> Result<Message, MailError> {
        let to: Address = to.parse()?;
        let id = format!("<{}@{}>", letter.id, self.from.email.domain());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(id));
        // Nobody's holiday note should answer.
        let automatic = [("Auto-Submitted", "auto-generated".to_owned())];
        let end = letter.end.iter().flat_map(|end| {
            [
                ("List-Unsubscribe", format!("<{end}>")),
                // RFC 8058: mail programs show a button that needs no page.
                (
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ),
            ]
        });
        for (name, value) in automatic.into_iter().chain(end) {
            let name = HeaderName::new_from_ascii(name.to_owned())?;
            // As it is: an address that is folded or encoded is none for mail programs.
            message = message.raw_header(HeaderValue::dangerous_new_pre_encoded(
                name,
                value.clone(),
                value,
            ));
        }
        Ok(message.singlepart(SinglePart::plain(letter.text.clone()))?)
    }
}

/// What nobody guesses, for the links in letters.
///
/// # Panics
/// If the system has no random numbers: nothing could be kept secret then.
#[expect(
    clippy::expect_used,
    reason = "no system that runs this lacks random numbers"
)]
pub(crate) fn token() -> String {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An address as it is compared and kept; `None` if letters cannot be sent to it.
pub(crate) fn address(text: &str) -> Option<String> {
    let address: Address = text.trim().parse().ok()?;
    let whole = format!("{}@{}", address.user(), address.domain().to_lowercase());
    (whole.len() <= 254 && whole.is_ascii()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_addresses() {
        assert_eq!(address(" Ada@A.Example ").as_deref(), Some("Ada@a.example"));
        let long = format!("{}@a.example", "a".repeat(300));
        for wrong in [
            "",
            "ada",
            "ada@",
            "a@b@c",
            "a b@c.example",
            "a@c.example\nBcc: d@e.example",
            &long,
        ] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
