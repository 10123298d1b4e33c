//! A target we do not model: its words are kept and printed back as they came.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub name: String,
    /// Everything after `-j NAME`.
    pub words: Vec<String>,
}

impl Unknown {
    pub fn save(&self, out: &mut String) {
        for word in &self.words {
            out.push(' ');
            out.push_str(word);
        }
    }

    pub fn list(&self, out: &mut String) {
        self.save(out);
    }
}
