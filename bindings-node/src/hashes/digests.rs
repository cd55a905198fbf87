//! Digests of whole files.

use std::sync::Arc;

use caselink::{Control, NoControl, Result as CoreResult, hashes};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::Shared;
use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
};

/// The set behind the class of `hashes.js`.
#[napi]
pub struct NativeDigestSet(Shared<hashes::DigestSet>);

fn found(set: &hashes::DigestSet, digests: &[u8], control: &dyn Control) -> CoreResult<Uint8Array> {
    let found = set.contains_all(digests, control)?;
    Ok(found.into_iter().map(u8::from).collect::<Vec<u8>>().into())
}

#[napi]
impl NativeDigestSet {
    /// An empty set of digests of a kind.
    #[napi(factory, writable = true)]
    pub fn of(kind: String) -> Result<Self, ErrorCode> {
        here(|| {
            let kind = hashes::DigestKind::from_name(&kind)?;
            Ok(Self(Shared::new(hashes::DigestSet::new(kind))))
        })
    }

    /// Reads a copy of a snapshot.
    #[napi(factory, writable = true)]
    pub fn open(snapshot: Uint8ArraySlice<'_>, verify: bool) -> Result<Self, ErrorCode> {
        here(|| {
            let bytes = Arc::new(snapshot.to_vec());
            let set = hashes::DigestSet::open(bytes, verify, &NoControl)?;
            Ok(Self(Shared::new(set)))
        })
    }

    /// Stores a digest; `false` when it is there already.
    #[napi]
    pub fn insert(&self, digest: Uint8ArraySlice<'_>) -> Result<bool, ErrorCode> {
        here(|| self.0.change(|set| set.insert(&digest)))
    }

    /// Stores many digests, and says how many were not there yet.
    #[napi]
    pub fn extend(&self, digests: Uint8ArraySlice<'_>) -> Result<f64, ErrorCode> {
        here(|| {
            let stored = self.0.change(|set| set.extend(&digests, &NoControl))?;
            Ok(stored as f64)
        })
    }

    /// Removes a digest; `false` when it is not there.
    #[napi]
    pub fn remove(&self, digest: Uint8ArraySlice<'_>) -> Result<bool, ErrorCode> {
        here(|| self.0.change(|set| set.remove(&digest)))
    }

    /// Whether a digest is there.
    #[napi]
    pub fn has(&self, digest: Uint8ArraySlice<'_>) -> Result<bool, ErrorCode> {
        here(|| self.0.now().contains(&digest))
    }

    /// Whether each of many digests is there, on a worker thread. It sees the set as it is now.
    #[napi(ts_return_type = "Promise<Uint8Array>")]
    pub fn contains_all(
        &self,
        digests: Uint8ArraySlice<'_>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<Uint8Array>> {
        let (set, bytes) = (self.0.now(), digests.to_vec());
        Job::start(token, progress, move |control| found(&set, &bytes, control))
    }

    /// As `containsAll`, on the calling thread.
    #[napi]
    pub fn contains_all_sync(&self, digests: Uint8ArraySlice<'_>) -> Result<Uint8Array, ErrorCode> {
        here(|| found(&self.0.now(), &digests, &NoControl))
    }

    /// The set as one run of bytes.
    #[napi]
    pub fn snapshot(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(self.0.now().snapshot()?.into()))
    }

    /// The kind of its digests.
    #[napi(getter, ts_return_type = "'md5' | 'sha1' | 'sha256'")]
    pub fn kind(&self) -> &'static str {
        self.0.now().kind().as_str()
    }

    /// How many bytes a digest of the kind has.
    #[napi(getter)]
    pub fn width(&self) -> u32 {
        self.0.now().kind().width() as u32
    }

    /// The bytes of memory that it takes.
    #[napi(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.now().bytes() as f64
    }

    /// How many digests there are.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.0.now().len() as f64
    }
}

/// A set of many digests, made on a worker thread.
#[napi(ts_return_type = "Promise<NativeDigestSet>")]
pub fn build_digest_set(
    kind: String,
    digests: Uint8ArraySlice<'_>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<NativeDigestSet>> {
    let bytes = digests.to_vec();
    Job::start(token, progress, move |control| {
        let mut set = hashes::DigestSet::new(hashes::DigestKind::from_name(&kind)?);
        set.extend(&bytes, control)?;
        Ok(NativeDigestSet(Shared::new(set)))
    })
}
