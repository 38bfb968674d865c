//! A mail server of the tests' own, and letters as a mail program reads them.

use crate::server::until;
use mailparse::{MailHeaderMap, parse_mail};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server that takes every letter, or answers to every address as it is told.
#[derive(Clone)]
pub(crate) struct MailServer {
    pub(crate) address: SocketAddr,
    letters: Arc<Mutex<Vec<Received>>>,
    pub(crate) answer: Arc<Mutex<&'static str>>,
}

#[derive(Clone, Debug)]
struct Received {
    to: String,
    message: String,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            letters: Arc::default(),
            answer: Arc::new(Mutex::new("250 OK")),
        };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().talk(stream));
            }
        });
        server
    }

    async fn talk(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 mail.test\r\n").await.ok()?;
        let mut to = String::new();
        loop {
            let line = read_line(&mut stream).await?;
            let answer = match line
                .trim_end()
                .split([' ', ':'])
                .next()?
                .to_ascii_uppercase()
                .as_str()
            {
                "EHLO" => "250-mail.test\r\n250 8BITMIME",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1)?.to_owned();
                    *self.answer.lock().unwrap()
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await.ok()?;
                    let mut message = String::new();
                    loop {
                        let line = read_line(&mut stream).await?;
                        if line == ".\r\n" {
                            break;
                        }
                        message += line.strip_prefix('.').unwrap_or(&line);
                    }
                    let to = to.clone();
                    self.letters.lock().unwrap().push(Received { to, message });
                    "250 OK"
                }
                "QUIT" => return None,
                _ => "250 OK",
            };
            stream
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .ok()?;
        }
    }

    pub(crate) fn to(&self, address: &str) -> Vec<Letter> {
        let letters = self.letters.lock().unwrap().clone();
        letters
            .iter()
            .filter(|letter| letter.to == address)
            .map(|letter| Letter::read(&letter.message))
            .collect()
    }

    /// The letters to an address, as soon as there are so many.
    pub(crate) async fn wait(&self, address: &str, count: usize) -> Vec<Letter> {
        until("a letter comes", async || self.to(address).len() >= count).await;
        self.to(address)
    }
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    (stream.read_line(&mut line).await.ok()? > 0).then_some(line)
}

/// A letter as a mail program reads it.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) end: Option<String>,
    pub(crate) one_click: Option<String>,
    pub(crate) id: String,
}

impl Letter {
    fn read(message: &str) -> Self {
        let mail = parse_mail(message.as_bytes()).unwrap();
        let header = |name: &str| mail.headers.get_first_value(name);
        assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
        assert_eq!(
            header("From").as_deref(),
            Some("Nordlicht <news@nordlicht.example>")
        );
        Self {
            subject: header("Subject").unwrap(),
            text: mail.get_body().unwrap(),
            end: header("List-Unsubscribe"),
            one_click: header("List-Unsubscribe-Post"),
            id: header("Message-ID").unwrap(),
        }
    }

    /// The path of the one link that is ours.
    pub(crate) fn link(&self) -> String {
        let (_, rest) = self.text.split_once("https://teilbar.example").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }
}
