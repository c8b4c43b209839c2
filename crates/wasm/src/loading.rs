//! Data on its way into a session: delimited text comes as bytes, piece by piece, so that it stands nowhere twice.

use crate::message;
use tiercel_wire::{DelimitedText, LoadMessage, TableMessage};
use wasm_bindgen::prelude::*;

/// The data of a session, for [`crate::Compiled::load`].
#[wasm_bindgen]
#[derive(Debug)]
pub struct Loading {
    pub(crate) load: LoadMessage,
    /// Whether what comes is the history.
    is_history: bool,
}

#[wasm_bindgen]
impl Loading {
    /// Data without tables yet: params, and how numbers are written.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Loading, JsValue> {
        Ok(Loading { load: message(options)?, is_history: false })
    }

    /// A table without rows.
    pub fn empty(&mut self, table: &str) {
        self.load.tables.push(TableMessage { table: table.to_owned(), name: table.to_owned(), csv: None });
    }

    /// Begins a table, of about so many bytes.
    pub fn table(&mut self, table: &str, bytes: usize) {
        self.empty(table);
        self.is_history = false;
        // Without room the text grows as it comes.
        let _ = self.text().get_or_insert_default().0.try_reserve_exact(bytes);
    }

    /// Begins the results of closed periods.
    pub fn history(&mut self) {
        self.is_history = true;
        self.load.history = Some(DelimitedText::default());
    }

    /// More bytes, in UTF-8, of what was begun last.
    pub fn push(&mut self, bytes: &[u8]) {
        self.text().get_or_insert_default().0.extend_from_slice(bytes);
    }

    /// Has the memory grow at once by about what the columns and a run over them will take. Else it grows by 64 KB at a time, and each
    /// time the host may go looking for garbage. Room that is not used is not there for the machine either.
    pub(crate) fn make_room(&self) {
        let texts = self.load.tables.iter().filter_map(|table| table.csv.as_ref());
        let mut room: Vec<u8> = Vec::new();
        let _ = room.try_reserve_exact(texts.map(|text| text.0.len()).sum());
        std::hint::black_box(&room);
    }

    fn text(&mut self) -> &mut Option<DelimitedText> {
        match self.load.tables.last_mut() {
            Some(table) if !self.is_history => &mut table.csv,
            Some(_) | None => &mut self.load.history,
        }
    }
}
