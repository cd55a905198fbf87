//! Node bindings: convert, enqueue, call the core, convert back. No logic.
//!
//! Modules mirror those of the core. What JavaScript may write to while a worker reads, such as a
//! typed array, is copied before the work is enqueued.
#![allow(
    clippy::needless_pass_by_value,
    clippy::missing_errors_doc,
    missing_debug_implementations,
    unreachable_pub,
    reason = "napi hands arguments over by value, exports what is pub, and copies these comments to native.d.ts"
)]

mod abductions;
mod arguments;
mod clustering;
mod columns;
mod compare;
mod control;
mod documents;
mod error;
mod given;
mod guidance;
mod hashes;
mod ipc;
mod json;
mod judging;
mod linkage;
mod patterns;
mod records;
mod release;
mod synth;
mod tips;
mod tracking;
mod victims;

use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
};

/// The version of the package.
#[napi]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn panics() -> caselink::Result<()> {
    panic!("asked for")
}

/// Panics inside, for the test that the process survives it.
#[napi(js_name = "__panic")]
pub fn panic_sync() -> Result<(), ErrorCode> {
    here(panics)
}

/// As `__panic`, on a worker thread.
#[napi(js_name = "__panicAsync", ts_return_type = "Promise<void>")]
pub fn panic_async(
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<()>> {
    Job::start(token, progress, |_| panics())
}
