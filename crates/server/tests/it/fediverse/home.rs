//! Home servers of the tests: what they answer, and what they were asked.

use super::*;
use crate::upstream::read_head;

/// What a home server does with a request.
#[derive(Clone)]
pub(super) enum Act {
    /// These bytes, and the end.
    Bytes(Vec<u8>),
    /// A beginning, and then the same again for ever.
    Endless(Vec<u8>, Vec<u8>),
    /// As [`Act::Endless`], a byte at a time.
    Drip(Vec<u8>),
    /// Nothing, for ever.
    Silence,
}

/// A home server, and what it was asked.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) address: SocketAddr,
    pub(super) heads: Arc<Mutex<Vec<String>>>,
}

impl Home {
    /// A server that decides by the path and query of each request.
    pub(super) async fn serve(answer: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&heads));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                tokio::spawn(async move {
                    let head = read_head(&mut stream).await;
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    seen.lock().unwrap().push(head);
                    // The client hangs up when it has had enough.
                    let _ = act(&mut stream, answer(&path)).await;
                });
            }
        });
        Self { address, heads }
    }

    /// An honest one: its WebFinger links for accounts and for itself, and its software.
    pub(super) async fn honest(
        accounts: Value,
        itself: Option<Value>,
        software: Option<&str>,
    ) -> Self {
        let software = software.map(str::to_owned);
        Self::serve(move |path| {
            let links = |links: &Value| {
                let jrd = json!({ "subject": "acct:ada@home.example", "links": links });
                reply("application/jrd+json; charset=utf-8", &jrd.to_string())
            };
            match (path.split('?').next().unwrap(), &software, &itself) {
                ("/.well-known/webfinger", _, itself) => {
                    match (path.split_once("resource=").unwrap().1, itself) {
                        ("acct%3Aada%40home.example", _) => links(&accounts),
                        ("https%3A%2F%2Fhome.example", Some(itself)) => links(itself),
                        _ => missing(),
                    }
                }
                ("/.well-known/nodeinfo", Some(_), _) => nodeinfo_links(HOST),
                ("/nodeinfo/2.1", Some(software), _) => nodeinfo(software),
                _ => missing(),
            }
        })
        .await
    }

    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub(super) fn asked(&self, path: &str) -> usize {
        let start = format!("GET {path}");
        let heads = self.heads();
        heads.iter().filter(|head| head.starts_with(&start)).count()
    }
}

async fn act(stream: &mut TcpStream, act: Act) -> std::io::Result<()> {
    match act {
        Act::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Act::Endless(start, again) => {
            stream.write_all(&start).await?;
            loop {
                stream.write_all(&again).await?;
            }
        }
        Act::Drip(start) => {
            stream.write_all(&start).await?;
            let mut drops = tokio::time::interval(Duration::from_millis(20));
            loop {
                drops.tick().await;
                stream.write_all(b" ").await?;
            }
        }
        // Until the client is gone.
        Act::Silence => stream.read_u8().await.map(drop),
    }
}

pub(super) fn reply(content_type: &str, body: &str) -> Act {
    raw(
        &format!("content-type: {content_type}\r\n"),
        body.as_bytes(),
    )
}

pub(super) fn raw(headers: &str, body: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    Act::Bytes([head.as_bytes(), body].concat())
}

pub(super) fn missing() -> Act {
    Act::Bytes(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".into())
}

pub(super) fn failure(body: &Value) -> Act {
    let body = body.to_string();
    let head = "HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\ncontent-length:";
    Act::Bytes(format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes())
}

pub(super) fn redirect(to: &str) -> Act {
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    Act::Bytes(head.into_bytes())
}

pub(super) fn nodeinfo_links(host: &str) -> Act {
    let schema = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": format!("https://{host}/nodeinfo/{version}"),
        })
    };
    let links = json!({ "links": [schema("2.0"), schema("2.1")] });
    reply("application/json", &links.to_string())
}

pub(super) fn nodeinfo(software: &str) -> Act {
    let about = json!({
        "version": "2.1",
        "software": { "name": software, "version": "1.0.0" },
        "protocols": ["activitypub"],
    });
    reply(
        "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"",
        &about.to_string(),
    )
}

fn link(rel: &str, template: &str) -> Value {
    json!({ "rel": rel, "template": template })
}

pub(super) fn intent(name: &str, template: &str) -> Value {
    link(&format!("https://w3id.org/fep/3b86/{name}"), template)
}

pub(super) fn subscribe(template: &str) -> Value {
    link("http://ostatus.org/schema/1.0/subscribe", template)
}
