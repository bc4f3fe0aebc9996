//! Bridges.

/// A span between two piers.
#[derive(Debug)]
pub struct Span<'a> {
    name: &'a str,
}

impl<'a> Display for Span<'a> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let open = '{';
        write!(f, "{}", self.name)
    }
}

pub trait Load {
    /// In tonnes.
    fn weight(&self) -> u32;
}

mod tests {
    #[test]
    fn holds() {}
}

pub(crate) async fn cross(span: &Span<'_>) {}
