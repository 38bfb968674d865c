//! The style sheet of all elements, as the server writes it into the shadow roots too.

/// The text of `teilbar.css`.
pub(super) fn sheet() -> String {
    teilbar_style::sheet_all()
}
