//! Everything that a person can ask for. Panels, keys and scripts push these; only
//! [`apply`](super::apply) acts on them.

use super::edge_filter::EdgeFilter;
use super::origin::{KeptRun, Origin, Picture};
use super::settings::Change;
use crate::analysis::KnnSpec;
use crate::app::lesson::Lesson;
use crate::app::origin::Found;
use crate::data::Part;
use crate::data::Pixels;
use crate::data::taught::TaughtSet;
use crate::experiments::weights::Config;
use crate::sim::{EdgeId, Network, NeuronId, PresetSpec};
use bevy::prelude::Message;
use std::path::PathBuf;
use std::sync::Arc;

/// See the module's head.
#[derive(Message, Clone, Debug)]
pub enum AppCommand {
    /// Show this image to the network.
    Present(Pixels, Origin),
    /// Read pictures, those in folders too, and present the first; the others can be stepped to.
    OpenFiles(Vec<PathBuf>),
    /// Folders have been looked through for those pictures.
    FilesFound(Found),
    /// Present one of the pictures that came together.
    ShowPicture(usize),
    /// Present the one so many further on, if there is one.
    StepPicture(isize),
    /// Ask for pictures, then open them.
    OpenDialog,
    /// Present the picture on the clipboard.
    Paste,
    /// A picture has been read.
    PictureRead(Picture),
    /// Present a digit of MNIST.
    PickMnist(Part, usize),
    /// Present a random digit of MNIST, of a class if given.
    PickRandom(Part, Option<u8>),
    /// A stroke on the pad begins: what was there can be brought back.
    BeginStroke,
    /// The pad has new ink.
    Draw(Pixels),
    /// An empty pad.
    ClearPad,
    /// Back by one change of image or parameter.
    Undo,
    /// Forward by one change.
    Redo,
    /// Play or pause.
    SetPlaying(bool),
    /// Go to a time, ms.
    Seek(f64),
    /// Go by some ms and pause.
    Step(f64),
    /// Simulated ms a second.
    SetSpeed(f64),
    /// So many times as fast.
    ScaleSpeed(f64),
    /// Start over at the end.
    SetLooping(bool),
    /// Select a neuron, or none.
    SelectNeuron(Option<NeuronId>),
    /// Select an edge, or none.
    SelectEdge(Option<EdgeId>),
    /// Select a point of the cloud, or none.
    SelectPoint(Option<usize>),
    /// Something is said, asked or looked at while somebody teaches.
    Teach(Teach),
    /// Show or hide the list of what was told.
    ShowTold(bool),
    /// Light one more class of the cloud, or one less.
    ToggleClass(u8),
    /// Light all classes of the cloud.
    LightAllClasses,
    /// Embed references until there are this many.
    Grow(usize),
    /// Stop embedding.
    PauseGrowing,
    /// Ask whether the embeddings kept on disk are to be deleted, or put the question away.
    AskToClear(bool),
    /// Delete the embeddings kept on disk.
    ClearCache,
    /// How to vote.
    SetKnn(KnnSpec),
    /// Use another preset.
    LoadPreset(String),
    /// Use a model that is no preset, with its seed.
    LoadModel(Box<PresetSpec>, u64),
    /// The network of a preset or a model that was asked for is built: the number of the simulation's
    /// command, and what came of it.
    Loaded(u64, Arc<Network>),
    /// Let the network learn from a set of digits, as the settings say.
    Learn,
    /// Stop learning.
    StopLearning,
    /// The network has learnt.
    Learnt(Box<Lesson>),
    /// Light only edges that changed like this, or all.
    FilterEdges(Option<EdgeFilter>),
    /// Run these experiments, after those that run.
    StartExperiments(Vec<Config>),
    /// Stop the experiments.
    StopExperiments,
    /// Look at a finished run that is remembered, by its folder.
    OpenRun(PathBuf),
    /// Delete a finished run that is remembered.
    DeleteRun(PathBuf),
    /// Forget a stopped run and what is kept of it.
    DiscardRun(Box<Config>),
    /// Ask whether a kept run is to be deleted, or put the question away.
    AskToDelete(Option<KeptRun>),
    /// Show or hide the experiments.
    ShowExperiments(bool),
    /// Change what is remembered between starts.
    Change(Box<Change>),
    /// Show all panels, in their first sizes.
    ResetLayout,
    /// Show or hide the shortcuts.
    ShowHelp(bool),
    /// Show or hide the list of commands.
    ShowPalette(bool),
    /// Put away the message.
    DismissNotice,
    /// Start the threads again after a failure.
    Restart,
    /// Move both cameras so that everything is in view.
    FrameAll,
    /// Move the network's camera to the selected neuron, and the cloud's to the selected point.
    FocusSelection,
    /// Close.
    Quit,
}

/// What somebody who teaches does.
#[derive(Clone, Debug)]
pub enum Teach {
    /// Puts the labels of the references away, or gives them back.
    PutLabelsAway(bool),
    /// Selects one more point of the cloud, or one less.
    SelectAlso(usize),
    /// Says what class something is of; none that it came without a name.
    Tell(Whom, Option<u8>),
    /// The same by the class's name, which may be new.
    TellName(Whom, String),
    /// Something is told no more: its place among what was told.
    Untell(usize),
    /// Nothing is told any more.
    Forget,
    /// Undoes what was told last.
    TakeBack,
    /// Calls what was told so.
    Rename(String),
    /// Chooses a file that what was told is written to.
    Save,
    /// What came of it: the file, or why it was not written, in words.
    Saved(Result<PathBuf, String>),
    /// Chooses a file of what somebody told, or a folder whose folders are named after what pictures in them show.
    Open {
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// Takes what was found in it; in words what was not.
    Take(Box<TaughtSet>, Vec<String>),
    /// Selects the point that is best told next; the one after it, where that is selected already.
    AskMe,
    /// Shows the labels that have come so many edges.
    SeekWave(f32),
    /// Lets the labels come again.
    RunWave,
}

impl Teach {
    /// Whether it may change what is told, or what classes are called.
    pub fn tells(&self) -> bool {
        matches!(
            self,
            Teach::Tell(..)
                | Teach::TellName(..)
                | Teach::Untell(_)
                | Teach::Forget
                | Teach::AskMe
                | Teach::Take(..)
        )
    }
}

/// What is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The selected point of the cloud, or points.
    Point,
    /// The image on the pad.
    Pad,
}

impl AppCommand {
    /// Whether it puts something else on the pad, at once or as soon as it has been read.
    pub fn is_input(&self) -> bool {
        matches!(
            self,
            AppCommand::Present(..)
                | AppCommand::OpenFiles(_)
                | AppCommand::ShowPicture(_)
                | AppCommand::Paste
                | AppCommand::PickMnist(..)
                | AppCommand::PickRandom(..)
                | AppCommand::BeginStroke
                | AppCommand::ClearPad
                | AppCommand::Undo
                | AppCommand::Redo
        )
    }
}
