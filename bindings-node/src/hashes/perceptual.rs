//! Perceptual hashes within a radius.

use std::sync::Arc;

use caselink::{Error, NoControl, Result as CoreResult, hashes};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::Shared;
use crate::{
    arguments::whole,
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
};

/// Hashes that lie one behind the other, 32 bytes for each.
fn many(bytes: &[u8]) -> CoreResult<Vec<hashes::Hash256>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(Error::InvalidParameter {
            name: "hashes",
            reason: "must have 32 bytes for each hash".to_owned(),
        });
    }
    Ok(hashes
        .iter()
        .map(|hash| hashes::Hash256::new(*hash))
        .collect())
}

fn one(bytes: &[u8]) -> CoreResult<hashes::Hash256> {
    match many(bytes)?[..] {
        [hash] => Ok(hash),
        _ => Err(Error::InvalidParameter {
            name: "hash",
            reason: "must be 32 bytes or 64 hex digits".to_owned(),
        }),
    }
}

/// What was found, as columns.
#[napi(object)]
pub struct HashMatches {
    /// The place among the queries, from 0.
    pub query: Uint32Array,
    /// The number of the stored hash.
    pub id: Uint32Array,
    /// How many bits differ.
    pub distance: Uint32Array,
}

fn columns(found: &[Vec<hashes::HashMatch>]) -> HashMatches {
    let all = || {
        let queries = (0_u32..).zip(found);
        queries.flat_map(|(query, found)| found.iter().map(move |one| (query, *one)))
    };
    HashMatches {
        query: all().map(|(query, _)| query).collect::<Vec<_>>().into(),
        id: all().map(|(_, one)| one.id).collect::<Vec<_>>().into(),
        distance: all()
            .map(|(_, one)| one.distance)
            .collect::<Vec<_>>()
            .into(),
    }
}

/// The index behind the class of `hashes.js`.
#[napi]
pub struct NativePerceptualIndex(Shared<hashes::PerceptualIndex>);

fn empty(scanning: bool) -> hashes::PerceptualIndex {
    if scanning {
        hashes::PerceptualIndex::scanning()
    } else {
        hashes::PerceptualIndex::default()
    }
}

#[napi]
impl NativePerceptualIndex {
    /// An empty index, with or without tables.
    #[napi(constructor)]
    pub fn new(scanning: bool) -> Self {
        Self(Shared::new(empty(scanning)))
    }

    /// Reads a copy of a snapshot.
    #[napi(factory, writable = true)]
    pub fn open(snapshot: Uint8ArraySlice<'_>, verify: bool) -> Result<Self, ErrorCode> {
        here(|| {
            let bytes = Arc::new(snapshot.to_vec());
            let index = hashes::PerceptualIndex::open(bytes, verify, &NoControl)?;
            Ok(Self(Shared::new(index)))
        })
    }

    /// Stores a hash, and gives its number.
    #[napi]
    pub fn insert(&self, hash: Uint8ArraySlice<'_>) -> Result<u32, ErrorCode> {
        here(|| {
            let hash = one(&hash)?;
            self.0.change(|index| index.insert(hash))
        })
    }

    /// Stores many hashes, and gives the number of the first.
    #[napi]
    pub fn extend(&self, hashes: Uint8ArraySlice<'_>) -> Result<u32, ErrorCode> {
        here(|| {
            let hashes = many(&hashes)?;
            self.0.change(|index| index.extend(&hashes, &NoControl))
        })
    }

    /// Removes a hash.
    #[napi]
    pub fn remove(&self, id: f64) -> Result<bool, ErrorCode> {
        here(|| {
            let id = whole(id, "id")?;
            Ok(self.0.change(|index| index.remove(id)))
        })
    }

    /// The hash with a number.
    #[napi]
    pub fn get(&self, id: f64) -> Result<Option<Uint8Array>, ErrorCode> {
        here(|| {
            let hash = self.0.now().get(whole(id, "id")?);
            Ok(hash.map(|hash| hash.to_bytes().to_vec().into()))
        })
    }

    /// Every hash near one of these, on a worker thread. It sees the index as it is now.
    #[napi(ts_return_type = "Promise<HashMatches>")]
    pub fn find_all(
        &self,
        hashes: Uint8ArraySlice<'_>,
        radius: f64,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<HashMatches>> {
        let (index, bytes) = (self.0.now(), hashes.to_vec());
        Job::start(token, progress, move |control| {
            let found = index.find_all(&many(&bytes)?, whole(radius, "radius")?, control)?;
            Ok(columns(&found))
        })
    }

    /// As `findAll`, on the calling thread.
    #[napi]
    pub fn find_all_sync(
        &self,
        hashes: Uint8ArraySlice<'_>,
        radius: f64,
    ) -> Result<HashMatches, ErrorCode> {
        here(|| {
            let found =
                self.0
                    .now()
                    .find_all(&many(&hashes)?, whole(radius, "radius")?, &NoControl)?;
            Ok(columns(&found))
        })
    }

    /// How a batch of queries is searched.
    #[napi(ts_return_type = "'tables' | 'scan'")]
    pub fn plan(&self, queries: f64, radius: f64) -> Result<&'static str, ErrorCode> {
        here(|| {
            let queries = whole(queries, "queries")? as usize;
            Ok(match self.0.now().plan(queries, whole(radius, "radius")?) {
                hashes::SearchPlan::Tables => "tables",
                hashes::SearchPlan::Scan => "scan",
            })
        })
    }

    /// The index as one run of bytes.
    #[napi]
    pub fn snapshot(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(self.0.now().snapshot()?.into()))
    }

    /// The bytes of memory that it takes.
    #[napi(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.now().bytes() as f64
    }

    /// How many hashes are stored and not removed.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.0.now().len() as f64
    }
}

/// An index of many hashes, made on a worker thread.
#[napi(ts_return_type = "Promise<NativePerceptualIndex>")]
pub fn build_perceptual_index(
    hashes: Uint8ArraySlice<'_>,
    scanning: bool,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<NativePerceptualIndex>> {
    let bytes = hashes.to_vec();
    Job::start(token, progress, move |control| {
        let mut index = empty(scanning);
        index.extend(&many(&bytes)?, control)?;
        Ok(NativePerceptualIndex(Shared::new(index)))
    })
}
