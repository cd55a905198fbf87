//! What was asked for in a call, in which language, and to whom must it be passed on by when?
//!
//! A call waits for as long as the rules of the desk say that it must be passed on, and nobody has. The rules are a file: whom, within how
//! many minutes, why, and where that is from. No public source gives minutes, so those that come with the library are choices of a desk
//! that nobody has verified; what a source says is that calls are passed on at once and around the clock.
//!
//! Assumption: times of a call and of what became of it are of one clock, that of the desk.

mod language;
mod rules;
#[cfg(test)]
mod tests;
mod waiting;

pub use language::{Language, language};
pub use rules::{HandOverRule, HandOverRules};
pub use waiting::{
    CallClock, CallsWaiting, ClockState, LanguageCount, ReceiverCount, ServiceCount, call_clocks,
    calls_waiting,
};
