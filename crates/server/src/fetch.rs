//! Stand-in until the branch `feed` is merged.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub allow: Vec<AllowedTarget>,
    pub other: u8,
}
#[derive(Clone, Debug)]
pub struct AllowedTarget(pub std::net::SocketAddr);
impl std::str::FromStr for AllowedTarget {
    type Err = std::net::AddrParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
#[derive(Clone, Debug)]
pub struct Client;
impl Client {
    pub fn new(_: Policy) -> Self {
        Self
    }
}
