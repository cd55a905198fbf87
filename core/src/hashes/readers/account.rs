use super::{
    ListReadOptions, ListReport, VicsCase, identity::Ids, keep::TOO_LONG, seen::Seen,
    series::AllSeries,
};
use crate::{
    Error, Result,
    records::{Limits, MediaFile, Pii, RejectionLog},
};

/// Cases that are listed one by one; further ones are only counted.
const LISTED_CASES: usize = 10_000;

/// What was noticed in one entry: fields and reasons, never values.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) flags: Vec<(&'static str, &'static str)>,
    pub(super) left_out: Vec<(&'static str, &'static str)>,
    /// Fields that may hold a picture.
    pub(super) content: u64,
    /// Whether it says that it was categorised beforehand, and has no category.
    pub(super) precategorized_without: bool,
}

/// Why an entry is set aside: the field and the reason.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Fault(pub(super) &'static str, pub(super) &'static str);

/// Counts, flags and sets aside while a list is read.
pub(super) struct Account {
    limits: Limits,
    counts_distinct: bool,
    id_prefix: Option<String>,
    report: ListReport,
    rejected: RejectionLog,
    left_out: RejectionLog,
    flags: RejectionLog,
    md5s: Seen<u128>,
    ids: Ids,
    precategorized_without: u64,
    cases_that_differ: u64,
    series: AllSeries,
}

/// A record is longer than the options allow. How much longer depends on the chunks that it came in, so it is not
/// said.
pub(super) fn too_long(most: u64) -> Error {
    Error::LimitExceeded {
        limit: "record_bytes",
        allowed: most,
        asked: most.saturating_add(1),
    }
}

impl Account {
    pub(super) fn new(options: &ListReadOptions) -> Self {
        let report = ListReport {
            format: options.format,
            context: None,
            version: None,
            scheme: None,
            cases: Vec::new(),
            cases_total: 0,
            series: Vec::new(),
            series_total: 0,
            entries: 0,
            records: 0,
            distinct_md5: None,
            stated_total: None,
            content_left_out: 0,
            notes: Vec::new(),
            rejected: RejectionLog::default().finish(),
            left_out: RejectionLog::default().finish(),
            flags: RejectionLog::default().finish(),
        };
        Self {
            limits: options.limits,
            counts_distinct: options.count_distinct,
            id_prefix: options.id_prefix.clone(),
            report,
            rejected: RejectionLog::default(),
            left_out: RejectionLog::default(),
            flags: RejectionLog::default(),
            md5s: Seen::default(),
            ids: Ids::default(),
            precategorized_without: 0,
            cases_that_differ: 0,
            series: AllSeries::default(),
        }
    }

    pub(super) fn report(&mut self) -> &mut ListReport {
        &mut self.report
    }

    /// How many entries there were so far.
    pub(super) fn entries(&self) -> u64 {
        self.report.entries
    }

    /// One more entry.
    pub(super) fn entry(&mut self) -> Result<()> {
        self.report.entries += 1;
        self.limits.check_rows(self.report.entries)?;
        Ok(())
    }

    /// Takes the record of an entry, or why there is none.
    pub(super) fn take(
        &mut self,
        row: u64,
        found: Result<MediaFile, Fault>,
        notes: &Notes,
        files: &mut Vec<MediaFile>,
    ) {
        self.report.content_left_out += notes.content;
        let found = found.and_then(|file| self.prefixed(file));
        let found = found.and_then(|file| self.named(file));
        let file = match found {
            Ok((file, odd)) => {
                if let Some(odd) = odd {
                    self.flags.push(row as usize, "id", odd, &self.limits);
                }
                file
            }
            Err(fault) => return self.reject(row, fault),
        };
        self.remarks(row, notes);
        self.precategorized_without += u64::from(notes.precategorized_without);
        self.report.records += 1;
        self.series.add(&file);
        if self.counts_distinct
            && let Some(md5) = &file.digests.md5
            && let Ok(md5) = u128::from_str_radix(md5, 16)
        {
            self.md5s.insert(md5, u128::eq);
        }
        files.push(file);
    }

    fn named(&mut self, mut file: MediaFile) -> Result<(MediaFile, Option<&'static str>), Fault> {
        let odd = if self.counts_distinct {
            self.ids.admit(&mut file, self.limits.field_bytes)?
        } else {
            None
        };
        Ok((file, odd))
    }

    fn prefixed(&self, mut file: MediaFile) -> Result<MediaFile, Fault> {
        if let Some(prefix) = &self.id_prefix {
            let id = format!("{prefix}{}", file.id.expose());
            if id.len() as u64 > self.limits.field_bytes {
                return Err(Fault("id", TOO_LONG));
            }
            file.id = Pii::new(id);
        }
        Ok(file)
    }

    pub(super) fn reject(&mut self, row: u64, Fault(field, reason): Fault) {
        self.rejected
            .push(row as usize, field, reason, &self.limits);
    }

    /// What was noticed without a record of its own, or in one that was taken.
    pub(super) fn remarks(&mut self, row: u64, notes: &Notes) {
        for (field, reason) in &notes.flags {
            self.flags.push(row as usize, field, reason, &self.limits);
        }
        for (field, reason) in &notes.left_out {
            self.left_out
                .push(row as usize, field, reason, &self.limits);
        }
    }

    pub(super) fn case(&mut self, case: VicsCase) {
        self.series.case(&case);
        let report = &mut self.report;
        report.cases_total += 1;
        if let Some(stated) = case.stated_total {
            let total = report.stated_total.unwrap_or_default();
            report.stated_total = Some(total.saturating_add(stated));
            self.cases_that_differ += u64::from(stated != case.counted);
        }
        if report.cases.len() < LISTED_CASES {
            report.cases.push(case);
        }
    }

    pub(super) fn finish(mut self) -> ListReport {
        if self.counts_distinct {
            self.report.distinct_md5 = Some(self.md5s.count(u128::eq));
        }
        self.totals();
        let mut report = self.report;
        (report.series, report.series_total) = self.series.finish(&mut report.notes);
        if self.ids.own() > 0 {
            report.notes.push(format!(
                "{} entries have an id that stands in another with other hashes, another series or other categories: each is an \
                 entry of its own, with # and 16 digits behind its id",
                self.ids.own()
            ));
        }
        if self.precategorized_without > 0 {
            report.notes.push(format!(
                "{} records say that they were categorised beforehand and have no category",
                self.precategorized_without
            ));
        }
        report.rejected = self.rejected.finish();
        report.left_out = self.left_out.finish();
        report.flags = self.flags.finish();
        report
    }

    /// Tools differ in what they count, so a total that differs is a note and no fault.
    fn totals(&mut self) {
        let report = &mut self.report;
        let Some(stated) = report.stated_total else {
            return;
        };
        let (entries, distinct) = (report.entries, report.distinct_md5);
        if stated == entries {
            if let Some(distinct) = distinct.filter(|distinct| *distinct != entries) {
                report.notes.push(format!(
                    "the stated total of {stated} counts entries; the records have {distinct} distinct MD5"
                ));
            }
        } else if Some(stated) == distinct {
            report.notes.push(format!(
                "the stated total of {stated} counts distinct MD5; the list has {entries} entries"
            ));
        } else {
            let distinct = distinct.map_or_else(String::new, |distinct| {
                format!(" and {distinct} distinct MD5 in its records")
            });
            report.notes.push(format!(
                "the stated total of {stated} is not what the list holds: it has {entries} entries{distinct}"
            ));
        }
        if self.cases_that_differ > 0 && report.cases_total > 1 {
            report.notes.push(format!(
                "in {} of {} cases the stated total is not the number of entries",
                self.cases_that_differ, report.cases_total
            ));
        }
    }
}
