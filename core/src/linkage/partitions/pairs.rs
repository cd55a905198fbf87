use schemars::JsonSchema;
use serde::Serialize;

use super::{
    super::{
        blocking::Unit,
        forms::FormColumn,
        ids::RecordId,
        links::{Link, LinkOptions},
        model::Model,
        prepared::Mode,
        scorer::Scorer,
        weigh::{Pairs, weigh},
        weight::MilliBits,
    },
    plan::BlockPlan,
    rows::{BlockRows, OwnKeys, PartBlocks},
    terms::TermCounts,
};
use crate::{Control, Result, records::Limits};

/// A pair of records of one part that may be one person: a lead, not a verdict.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BlockLink {
    /// The record of the lower table, or of the lower id where both are of one.
    pub left: RecordId,
    /// The other record.
    pub right: RecordId,
    /// Which table, 0 or 1, the left record is in.
    pub table_left: u8,
    /// Which table, 0 or 1, the right record is in.
    pub table_right: u8,
    /// The sum of prior and evidence.
    pub weight: MilliBits,
    /// The lowest blocking rule that makes the pair, from 0.
    pub rule: u8,
}

/// What was done with one part. The sums over all parts are those of the whole.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, JsonSchema)]
pub struct BlockReport {
    /// Records in the part; one is in as many parts as its keys are.
    pub records: u64,
    /// Pairs in the blocks of the part. Over all parts they add up to the estimate of the plan, or rows were lost.
    pub pairs: u64,
    /// Pairs that belong to a block of the part, and were compared.
    pub compared_pairs: u64,
    /// Pairs that were kept.
    pub links: u64,
}

/// The links of one part, strongest first, ties in order of their ids.
pub struct BlockLinks<'a> {
    pub(super) rows: &'a BlockRows,
    pub(super) links: Vec<Link>,
    #[cfg_attr(
        not(feature = "arrow"),
        expect(dead_code, reason = "only the columns of an Arrow table depend on it")
    )]
    pub(super) mode: Mode,
    report: BlockReport,
}

impl std::fmt::Debug for BlockLinks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlockLinks({})", self.links.len())
    }
}

/// Finds the pairs of a part that may be one person.
///
/// All parts together give the pairs of [`find_links`](super::super::find_links) on the whole, each once, with the same
/// weights and rules. A pair is given by the part that has its least rule and key; a block that the plan leaves out has none.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) when plan, terms and rows do not belong together: other rules, a key that is not the record's, a
/// block larger than the plan allows, a value of more records than were counted;
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more pairs than `limits.pairs` or more links than `limits.rows` in one part;
/// [`Error::MissingColumn`](crate::Error::MissingColumn), [`Error::Cancelled`](crate::Error::Cancelled).
///
/// ```
/// use caselink::{NoControl, records::Limits, linkage::{
///     BlockPlan, BlockRows, BlockSizes, LinkOptions, Mode, Model, TableBuilder, TermCounts, block_keys, pairs_in_blocks,
/// }};
///
/// let (model, limits) = (Model::persons(), Limits::default());
/// let settings = model.settings();
/// let rows = || {
///     let mut rows = TableBuilder::new(settings, limits)?;
///     rows.integers("id", [Some(1), Some(2)])?;
///     rows.texts("surname", [Some("Painter"), Some("Paynter")])?;
///     rows.texts("date_of_birth", [Some("1971-06-24"), Some("1971-06-24")])?;
///     caselink::Result::Ok(rows)
/// };
/// let table = rows()?.build()?;
/// let terms = TermCounts::of_table(&table, 0, settings, &NoControl)?;
/// let mut sizes = BlockSizes::default();
/// sizes.add_keys(&block_keys(&table, 0, settings, None, &NoControl)?)?;
/// let plan = BlockPlan::new(&sizes, Mode::Dedupe, settings, None, &limits)?;
/// // here one part holds all keys; an engine spreads them over many
/// let keys = block_keys(&table, 0, settings, Some(&plan), &NoControl)?;
/// let part = BlockRows::new(rows()?, keys.as_slice().iter().copied())?;
/// let options = LinkOptions { minimum_probability: 1e-9, ..LinkOptions::default() };
/// let links = pairs_in_blocks(&part, &model, &plan, &terms, &options, &limits, &NoControl)?;
/// assert_eq!(links.to_vec()[0].right, 2.into());
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn pairs_in_blocks<'a>(
    rows: &'a BlockRows,
    model: &Model,
    plan: &BlockPlan,
    terms: &TermCounts,
    options: &LinkOptions,
    limits: &Limits,
    control: &dyn Control,
) -> Result<BlockLinks<'a>> {
    let settings = model.settings();
    plan.check(settings, 0)?;
    options.check()?;
    let mut columns = FormColumn::all(settings, std::slice::from_ref(&rows.table), control)?;
    terms.apply(&mut columns, &settings.comparisons)?;
    let scorer = Scorer::new(model, &columns)?;
    let own = OwnKeys::new(&columns, &settings.blocking, 0, plan, rows.len())?;
    let blocks = rows.blocks(plan, |rule| usize::from(rule) < settings.blocking.len())?;
    let total = blocks.check(plan, |record, rule, key| own.has(record, rule, key))?;
    limits.check_pairs(total)?;
    let (units, pairs) = (blocks.units(), PartPairs { blocks, own });
    let found = weigh(&pairs, (&units, total), &scorer, options, limits, control)?;
    Ok(BlockLinks {
        rows,
        mode: plan.mode(),
        report: BlockReport {
            records: rows.len() as u64,
            pairs: found.seen,
            compared_pairs: found.compared,
            links: found.links.len() as u64,
        },
        links: found.links,
    })
}

/// The pairs of one part.
struct PartPairs {
    blocks: PartBlocks,
    own: OwnKeys,
}

impl Pairs for PartPairs {
    type Unit = Unit;

    fn each(&self, unit: &Unit, mut found: impl FnMut(u32, u32, u8, bool)) {
        self.blocks.each_pair(unit, |block, left, right| {
            let belongs = self.own.is_least(block.rule, block.key, left, right);
            found(left, right, block.rule, belongs);
        });
    }
}

impl BlockLinks<'_> {
    /// The links, strongest first.
    pub fn to_vec(&self) -> Vec<BlockLink> {
        let link = |link: &Link| BlockLink {
            left: self.rows.id(link.left),
            right: self.rows.id(link.right),
            table_left: self.rows.side(link.left),
            table_right: self.rows.side(link.right),
            weight: link.weight,
            rule: link.rule,
        };
        self.links.iter().map(link).collect()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.links.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// What was done.
    pub const fn report(&self) -> BlockReport {
        self.report
    }
}
