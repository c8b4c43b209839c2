//! What an editor asks of plans, as one thinks of them while typing: files need not be fine. Places are UTF-16 units.

use crate::{Compiled, language_of, value};
use serde::Serialize;
use tiercel_wire::editor::Files;
use wasm_bindgen::prelude::*;

/// The answer to a wish that may be refused, with the reason.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wish<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    granted: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

fn wish<T: Serialize>(outcome: Result<T, String>) -> Result<JsValue, JsValue> {
    let (granted, reason) = match outcome {
        Ok(granted) => (Some(granted), None),
        Err(reason) => (None, Some(reason)),
    };
    value(&Wish { granted, reason })
}

#[wasm_bindgen]
impl Compiled {
    /// Colours of a file.
    pub fn tokens(&self, file: usize) -> Result<JsValue, JsValue> {
        value(&self.files("en").tokens(file))
    }

    /// Declarations of a file.
    pub fn outline(&self, file: usize) -> Result<JsValue, JsValue> {
        value(&self.files("en").outline(file))
    }

    /// What can be folded away.
    pub fn folding(&self, file: usize) -> Result<JsValue, JsValue> {
        value(&self.files("en").folding(file))
    }

    /// What there is to say about a place.
    pub fn hover(&self, file: usize, offset: usize, language: &str) -> Result<JsValue, JsValue> {
        value(&self.files(language).hover(file, offset))
    }

    /// What can be written at a place.
    pub fn complete(&self, file: usize, offset: usize, language: &str) -> Result<JsValue, JsValue> {
        value(&self.files(language).complete(file, offset))
    }

    /// The call around a place.
    pub fn signature(&self, file: usize, offset: usize, language: &str) -> Result<JsValue, JsValue> {
        value(&self.files(language).signature(file, offset))
    }

    /// What is wrong with a file, with the changes that mend it.
    pub fn fixes(&self, file: usize, language: &str) -> Result<JsValue, JsValue> {
        value(&self.files(language).fixes(file))
    }

    /// Where the name at a place is declared.
    pub fn definition(&self, file: usize, offset: usize) -> Result<JsValue, JsValue> {
        value(&self.files("en").definition(file, offset))
    }

    /// Where the name at a place stands.
    pub fn references(&self, file: usize, offset: usize) -> Result<JsValue, JsValue> {
        value(&self.files("en").references(file, offset))
    }

    /// The name at a place that can be renamed, or why not.
    pub fn renamed(&self, file: usize, offset: usize, language: &str) -> Result<JsValue, JsValue> {
        wish(self.files(language).renamed(file, offset))
    }

    /// The changes that rename what stands at a place, or why it can't have that name.
    pub fn rename(&self, file: usize, offset: usize, name: &str, language: &str) -> Result<JsValue, JsValue> {
        wish(self.files(language).rename(file, offset, name))
    }
}

impl Compiled {
    fn files(&self, language: &str) -> Files<'_> {
        Files::new(&self.sources, language_of(language))
    }
}
