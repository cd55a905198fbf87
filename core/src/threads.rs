//! The same work for each of many numbers, on one thread or several, with the same outcome.

use crate::{Error, Result};

/// More threads than any machine of an agency has cores.
const MOST: u32 = 256;

/// What `work` makes of each number below `count`, in their order. Each thread keeps scratch space of its own.
///
/// `threads` are worker threads: 0 takes one for each core. Without the feature `parallel` there is one.
///
/// # Errors
///
/// The first error of `work`; [`Error::InvalidParameter`] for more threads than 256, or than the system starts.
pub(crate) fn map<S, T: Send>(
    count: u32,
    threads: u32,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, u32) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    if threads > MOST {
        return Err(too_many(format!("must be {MOST} at most")));
    }
    #[cfg(feature = "parallel")]
    if threads != 1 {
        use rayon::prelude::*;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads as usize)
            .build()
            .map_err(|_| too_many("the system did not start that many threads".to_owned()))?;
        return pool.install(|| {
            (0..count)
                .into_par_iter()
                .map_init(&scratch, &work)
                .collect()
        });
    }
    let mut scratch = scratch();
    (0..count)
        .map(|number| work(&mut scratch, number))
        .collect()
}

fn too_many(reason: String) -> Error {
    Error::InvalidParameter {
        name: "threads",
        reason,
    }
}
