//! One mapping from the core's errors to JavaScript errors: `error.code` is the core's code.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use caselink::Error as CoreError;
use napi::{Env, Error, JsValue, Status, bindgen_prelude::*};

/// Becomes `error.code`.
pub struct ErrorCode(&'static str);

impl AsRef<str> for ErrorCode {
    fn as_ref(&self) -> &str {
        self.0
    }
}

fn sync_error(error: CoreError) -> Error<ErrorCode> {
    Error::new(ErrorCode(error.code()), error.to_string())
}

/// Runs `work` on the calling thread.
pub(crate) fn here<T>(work: impl FnOnce() -> caselink::Result<T>) -> Result<T, ErrorCode> {
    caught(work).map_err(sync_error)
}

/// For `Task::compute`, which only carries a `Status`: the code rides in the message up to
/// [`with_code`], which stands in `Task::reject`.
pub(crate) fn task_error(error: CoreError) -> Error {
    Error::new(Status::GenericFailure, format!("{}\0{error}", error.code()))
}

/// Gives the error of a task its `code`.
pub(crate) fn with_code(env: Env, error: Error) -> Error {
    let Some((code, message)) = error.reason.split_once('\0') else {
        return error;
    };
    let coded = env
        .create_error(Error::from_reason(message))
        .and_then(|mut object| object.set_named_property("code", code).map(|()| object));
    match coded {
        Ok(object) => Error::from(object.to_unknown()),
        Err(e) => e,
    }
}

/// Runs `work`; an unwind becomes [`CoreError::Internal`].
///
/// What a panic reports is its place only. Its message could quote a piece of somebody's record,
/// as that of a string cut in the middle of a character does.
pub(crate) fn caught<T>(work: impl FnOnce() -> caselink::Result<T>) -> caselink::Result<T> {
    static QUIET: Once = Once::new();
    // this library carries its own copy of std, so the hook is not the host's
    QUIET.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            if let Some(place) = panic.location() {
                eprintln!("caselink: internal error at {place}");
            }
        }));
    });
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(CoreError::Internal))
}
