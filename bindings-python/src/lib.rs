//! Python bindings: convert, detach, call the core, convert back. No logic.
#![allow(
    clippy::doc_markdown,
    clippy::needless_pass_by_value,
    clippy::doc_link_with_quotes,
    reason = "these comments become Python docstrings, not rustdoc; arguments come by value from pyo3"
)]

mod abductions;
mod arrow;
mod clustering;
mod columns;
mod compare;
mod control;
mod convert;
mod documents;
mod error;
mod given;
mod guidance;
mod hashes;
mod linkage;
mod names;
mod patterns;
mod records;
mod release;
mod synth;
mod tips;
mod tracking;
mod victims;

use pyo3::prelude::*;

/// The compiled part of `caselink`; use the package's own modules.
#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::abductions::{
        SimilarIndex, read_table, series, special_bulletin, summary, train_evidence, trends,
    };
    #[pymodule_export]
    use crate::clustering::{components, st_dbscan};
    #[pymodule_export]
    use crate::compare::{
        Level, NameFrequencies, TextList, birth_years, codes, damerau_levenshtein, dates,
        full_names, identifiers, jaro_winkler, levenshtein, names, person_names, plates, points,
        postcodes, texts, vehicle_colors,
    };
    #[pymodule_export]
    const PERSON_NAMES_LEAD: f64 = caselink::compare::PERSON_NAMES_LEAD;
    use crate::control::{at_once, enter};
    #[pymodule_export]
    use crate::documents::check;
    #[pymodule_export]
    use crate::error::{
        CancelledError, CaselinkError, InputError, InternalError, LimitError, ModelError,
        ReleaseError, SettingsError,
    };
    #[pymodule_export]
    use crate::guidance::Guidance;
    #[pymodule_export]
    use crate::hashes::{
        DigestSet, HashList, ListReader, PerceptualIndex, compare_videos, read_list,
    };
    #[pymodule_export]
    use crate::linkage::{
        BlockPlan, BlockTable, Calibration, ClusterExplanation, Clusters, ErrorRates, Explanation,
        Index, Links, Model, Prepared, Recalibration, TermCounts, ThresholdSweep, Unlinkable,
        block_keys, block_sizes, comparison_counts, dedupe, estimate_pairs, find_links, link,
        link_and_dedupe, pairs_in_blocks, plan_blocks, prepare, term_counts, train,
        train_from_counts, training_keys, unlinkable,
    };
    #[pymodule_export]
    use crate::patterns::counts::{
        benjamini_hochberg, cusum, ears, farrington, poisson_reference, unusual_counts,
    };
    #[pymodule_export]
    use crate::patterns::events::Events;
    #[pymodule_export]
    use crate::patterns::interaction::{
        geographic_profile, jacquez, knox, mantel, near_repeat, near_repeat_pairs, space_time_k,
    };
    #[pymodule_export]
    use crate::patterns::scan::{scan_bernoulli, scan_permutation, scan_poisson};
    #[pymodule_export]
    use crate::patterns::times::{
        aoristic_counts, aoristic_weights, expected_circular_gap, expected_gap, probability_within,
        time_profile,
    };
    #[pymodule_export]
    use crate::records::{
        address_note, check_vin, is_placeholder, read, read_csv, read_json, read_ndjson,
        record_schema, state_from_ncic, state_to_ncic,
    };
    #[pymodule_export]
    use crate::release::exit::{Released, decide, disseminate, standard_policy, suppress};
    #[pymodule_export]
    use crate::release::{
        Ledger, commitment, parse_checkpoint, retention_sweep, verify_consistency, verify_inclusion,
    };
    #[pymodule_export]
    use crate::synth::{World, world};
    #[pymodule_export]
    use crate::tips::{
        AgencyDirectory, CompiledTriage, ProviderDirectory, TipIndex, read_cybertip,
        read_cybertip_file, tell_apart, triage, triage_all, triage_rules, view_tip, write_cybertip,
    };
    #[pymodule_export]
    use crate::tips::{
        call_clocks, calls_waiting, deadline_rules, hand_over_rules, language,
        missing_child_deadlines, sightings_document, sightings_of, weigh_sighting,
    };
    #[pymodule_export]
    use crate::tracking::{
        CompiledPacks, OffenderIndex, assess, assess_all, federal_holidays, federal_pack,
        lead_package, locate, period_counts, period_end, registry_counts, registry_report,
        residence_from, resolve_people, sweep_list, sweep_sheet, term_end, upcoming,
        verification_dates, verification_sweep,
    };
    #[pymodule_export]
    use crate::victims::{
        EvidenceGuide, check_submission, clue_document, clue_tables, combine_clues, recognise,
        recognition_report, route_clues,
    };

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    #[allow(clippy::unnecessary_wraps, reason = "the signature is pyo3's")]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::error::quiet();
        Ok(())
    }

    /// Panics inside, for the test that the process survives it.
    #[pyfunction]
    #[pyo3(signature = (*, long = true))]
    fn __panic(py: Python<'_>, long: bool) -> PyResult<()> {
        fn work() -> caselink::Result<()> {
            panic!("asked for")
        }
        if long {
            enter(py, None, |_| work())
        } else {
            at_once(py, work)
        }
    }
}
