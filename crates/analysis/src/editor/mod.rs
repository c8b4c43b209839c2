//! What an editor asks while a plan is typed: colours, completion, hover, definitions, rename, outline.
//!
//! All of it rests on the words of the text as the grammar cuts them, so that it works on half-typed plans; where the plan
//! is sound, the analysis says whose a column is and which type a formula has. Places are byte offsets.

mod broken;
mod complete;
mod context;
mod fixes;
mod hover;
mod marks;
mod outline;
mod project;
mod references;
mod signature;
mod sketch;
mod tokens;

pub(crate) use broken::quiet;
pub use complete::{Completion, complete};
pub use fixes::{Mending, fixes};
pub use hover::{Hover, hover};
pub use outline::{OutlineItem, OutlineKind, folding, outline};
pub use references::{Edit, Place, definition, references, rename, renamed};
pub use signature::{Signature, signature};
pub use sketch::DeclarationKind;
pub use tokens::{Token, TokenKind, tokens};
