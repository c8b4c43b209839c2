//! The runners of corpus, language specs, error pages and transcripts.
