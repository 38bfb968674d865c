//! What became of a post.

/// Whether a post is shown, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Shown,
    Pinned,
    /// Waits for somebody to approve it.
    Held,
    /// Taken off by a rule or by hand.
    Hidden,
    Killed,
    /// Another post stands for it.
    Merged,
}

impl State {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Pinned => "pinned",
            Self::Held => "held",
            Self::Hidden => "hidden",
            Self::Killed => "killed",
            Self::Merged => "merged",
        }
    }
}
