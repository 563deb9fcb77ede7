//! Words in the view of the network: what is lit, the first hint, what stands side by side, that it learns.

use super::Model;
use super::caption::CaptionView;
use super::circuit;
use super::plasticity::filters;
use super::words::by_turns;
use crate::app::edge_filter::EdgeFilter;
use crate::app::references::Digits;
use crate::app::session::Session;
use crate::experiments::words::{count, with_article};
use crate::runtime::Record;
use crate::sim::NeuronId;

/// Most names of neurons.
const NAMES_MAX: usize = 64;

/// What is written in the view of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkWordsView {
    /// What stands at its top and bottom; none where it stands alone in a picture.
    pub heading: Option<NetworkHeading>,
    /// The legend is hidden, and can be brought back here.
    pub has_legend_button: bool,
    /// That the network learns, while it does.
    pub lesson: Option<String>,
    /// As it was built and as it has learnt to be, where both stand side by side.
    pub sides: Option<[BeforeOrAfterView; 2]>,
    /// What the neurons of a circuit are called.
    pub neurons: Vec<(NeuronId, String)>,
    /// Those that a lesson points at.
    pub highlit: Vec<NeuronId>,
}

/// What is said beside the view's name.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkHeading {
    /// Which edges alone are lit, where they are chosen.
    pub lit: Option<String>,
    /// What to do first, until something was done.
    pub hint: Option<String>,
    /// What happens just now, from then on.
    pub caption: Option<CaptionView>,
}

/// One of two networks that stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct BeforeOrAfterView {
    /// What it is called.
    pub name: &'static str,
    /// What it did, and what it learnt from.
    pub words: String,
}

impl NetworkWordsView {
    /// Reads it.
    pub fn gather(model: &Model) -> NetworkWordsView {
        let is_picture = model.is_picture();
        let names = model.digits.test.classes();
        let classes = || model.settings.lesson_classes(model.digits.known_classes());
        let lesson = || format!("The network learns: {}", by_turns(&classes(), names));
        NetworkWordsView {
            heading: (!is_picture).then(|| NetworkHeading::gather(model)),
            has_legend_button: !is_picture && !model.settings.shows_legend,
            lesson: model.learning.is_running().then(lesson),
            sides: sides(&model.session, &model.digits),
            neurons: match model.session.is_circuit() {
                true => neurons(&model.session),
                false => Vec::new(),
            },
            highlit: highlit(model),
        }
    }
}

/// Neurons that the lesson that is open points at.
fn highlit(model: &Model) -> Vec<NeuronId> {
    let step = model.lessons.player().map(|player| player.step());
    let names = step.into_iter().flat_map(|step| &step.highlight);
    names.filter_map(|name| model.session.network.named(name)).collect()
}

impl NetworkHeading {
    /// Reads it.
    pub fn gather(model: &Model) -> NetworkHeading {
        let hint = || hint(model.digits.noun(), "draw one on the left");
        let has_acted = model.overlays.has_acted;
        NetworkHeading {
            lit: model.selection.filter.map(|filter| lit(&model.session, filter)),
            hint: (!has_acted && !model.session.is_circuit()).then(hint),
            caption: match model.session.is_circuit() {
                true => circuit::sentence(model),
                false => has_acted.then(|| CaptionView::gather(model)).flatten(),
            },
        }
    }
}

/// What to do first, with a picture or otherwise.
pub fn hint(noun: &str, otherwise: &str) -> String {
    match noun {
        "image" => format!("Drop a picture anywhere, or {otherwise}"),
        noun => format!("Drop a picture of {} anywhere, or {otherwise}", with_article(noun)),
    }
}

/// How many edges a choice keeps, and which.
fn lit(session: &Session, filter: EdgeFilter) -> String {
    let kept = session.weight_pairs().filter(|(w0, w)| filter.keeps(*w0, *w)).count();
    let named = filters().find(|(_, known)| *known == filter);
    let which = named.map_or("that changed so", |(name, _)| name);
    format!("lit: {} {which} (Esc for all)", count(kept, "edge"))
}

/// Those of a circuit; of many, none could be read.
fn neurons(session: &Session) -> Vec<(NeuronId, String)> {
    let all = (0..session.network.neuron_count() as u32).map(NeuronId).take(NAMES_MAX);
    all.map(|neuron| (neuron, circuit::name(session, neuron))).collect()
}

fn sides(session: &Session, digits: &Digits) -> Option<[BeforeOrAfterView; 2]> {
    let learnt = session.learnt.as_ref()?;
    let hidden = session.network.input_count();
    let spikes = |record: &Record| {
        let of_hidden = record.spikes().iter().filter(|spike| spike.neuron.index() >= hidden);
        count(of_hidden.count(), "spike")
    };
    let after = format!(
        "{} after {}, {}",
        spikes(&learnt.record),
        count(learnt.images, digits.noun()),
        by_turns(&learnt.classes, digits.test.classes())
    );
    Some([
        BeforeOrAfterView { name: "As built (G)", words: spikes(&session.record) },
        BeforeOrAfterView { name: "Learnt (G_STDP)", words: after },
    ])
}
