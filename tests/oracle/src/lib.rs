//! A slow, plain evaluator that shares no evaluation code with the engine.
