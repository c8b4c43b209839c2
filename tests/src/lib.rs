//! The runners of corpus, language specs, error pages and transcripts.

pub mod agreement;
pub mod corpus;
pub mod editor_case;
pub mod error_page;
pub mod folder;
pub mod parity;
pub mod places;
pub mod random;
pub mod robust;
