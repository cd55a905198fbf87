//! One mapping from the core's errors to Python exceptions.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use caselink::Error;
use pyo3::{create_exception, exceptions::PyException, prelude::*};

create_exception!(
    caselink,
    CaselinkError,
    PyException,
    "Base of every error of this package; `code` is the same in Rust, Python and Node."
);
create_exception!(
    caselink,
    InputError,
    CaselinkError,
    "A table or a record cannot be used as it is; the message names the column, field or row."
);
create_exception!(
    caselink,
    SettingsError,
    CaselinkError,
    "Settings or a parameter are outside what they may be."
);
create_exception!(
    caselink,
    LimitError,
    CaselinkError,
    "The work is larger than the limits allow; the message names the limit and the amount asked."
);
create_exception!(
    caselink,
    ModelError,
    CaselinkError,
    "A saved model or snapshot is damaged, or was written by a newer version."
);
create_exception!(
    caselink,
    ReleaseError,
    CaselinkError,
    "The document must not leave as asked; nothing was written. The message says why."
);
create_exception!(
    caselink,
    CancelledError,
    CaselinkError,
    "The run was stopped."
);
create_exception!(
    caselink,
    InternalError,
    CaselinkError,
    "A defect of this package, caught before it could harm the process. Please report it."
);

pub(crate) fn to_py(py: Python<'_>, error: &Error) -> PyErr {
    let message = error.to_string();
    let raised = match error {
        Error::MissingColumn { .. }
        | Error::DuplicateColumn { .. }
        | Error::WrongColumnType { .. }
        | Error::LengthMismatch { .. }
        | Error::DuplicateId { .. }
        | Error::InvalidUnicode { .. }
        | Error::InsufficientData { .. }
        | Error::UnknownRecord { .. } => InputError::new_err(message),
        Error::InvalidSettings { .. } | Error::InvalidParameter { .. } => {
            SettingsError::new_err(message)
        }
        Error::LimitExceeded { .. } => LimitError::new_err(message),
        Error::ModelVersion { .. } | Error::CorruptModel { .. } | Error::CorruptSnapshot { .. } => {
            ModelError::new_err(message)
        }
        Error::ReleaseRefused { .. } => ReleaseError::new_err(message),
        Error::Cancelled => CancelledError::new_err(message),
        Error::Internal => InternalError::new_err(message),
        // the enum may grow; a variant that has no class yet is still one of ours
        _ => CaselinkError::new_err(message),
    };
    match raised.value(py).setattr("code", error.code()) {
        Ok(()) => raised,
        Err(failure) => failure,
    }
}

/// Runs `work`; an unwind becomes [`Error::Internal`].
pub(crate) fn caught<T>(work: impl FnOnce() -> caselink::Result<T>) -> caselink::Result<T> {
    quiet();
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Error::Internal))
}

/// Lets a panic report its place only. Its message could quote a piece of somebody's record, as that of a
/// string cut in the middle of a character does.
pub(crate) fn quiet() {
    static QUIET: Once = Once::new();
    // this library carries its own copy of std, so the hook is not the host's
    QUIET.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            if let Some(place) = panic.location() {
                eprintln!("caselink: internal error at {place}");
            }
        }));
    });
}
