//! Everything that a person can ask for, as plain data that can be written to a file and read again, by subject. Panels,
//! keys, the pointer and recordings push these; only [`apply`](super::apply) acts on them.

use super::change::Change;
use super::edge_filter::EdgeFilter;
use super::look::Look;
use super::origin::{KeptRun, Origin};
use super::overlays::Dialog;
use super::scene::NetView;
use crate::analysis::KnnSpec;
use crate::data::{Part, Pixels};
use crate::experiments::lesion::Lesion;
use crate::experiments::weights::Config;
use crate::sim::{EdgeId, NeuronId, PresetSpec};
use bevy::prelude::Message;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// See the module's head.
#[derive(Message, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppCommand {
    /// What the network sees.
    Image(ImageCommand),
    /// The time that is shown.
    Time(TimeCommand),
    /// What is selected and lit.
    Select(SelectCommand),
    /// Where one looks from.
    View(ViewCommand),
    /// The references and their vote.
    Cloud(CloudCommand),
    /// What somebody tells the cloud.
    Teach(TeachCommand),
    /// The network.
    Model(ModelCommand),
    /// Whole image sets.
    Experiment(ExperimentCommand),
    /// Panels, windows over the views and what is remembered between starts.
    Panel(PanelCommand),
    /// A lesson.
    Lesson(LessonCommand),
    /// What somebody takes along.
    Keep(KeepCommand),
    /// Back by one change of image or parameter.
    Undo,
    /// Forward by one change.
    Redo,
    /// Start the threads again after a failure.
    Restart,
    /// Close.
    Quit,
}

/// What the network sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageCommand {
    /// Show this image to the network.
    Present(Pixels, Origin),
    /// Read pictures, those in folders too, and present the first; the others can be stepped to.
    Open(Vec<PathBuf>),
    /// Present one of the pictures that came together.
    GoTo(usize),
    /// Present the one so many further on, if there is one.
    Step(isize),
    /// Ask for pictures, then open them.
    Ask,
    /// Present the picture on the clipboard.
    Paste,
    /// Present an image of the data set.
    Pick(Part, usize),
    /// Present a random image of the data set, of a class if given.
    PickRandom(Part, Option<u8>),
    /// A stroke on the pad begins: what was there can be brought back.
    BeginStroke,
    /// The pad has new ink.
    Draw(Pixels),
    /// An empty pad.
    Clear,
}

/// The time that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeCommand {
    /// Play or pause.
    SetPlaying(bool),
    /// Go to a time, ms.
    Seek(f64),
    /// Go to a time, ms, and pause.
    PauseAt(f64),
    /// Go by some ms and pause.
    Step(f64),
    /// Simulated ms a second.
    SetSpeed(f64),
    /// So many times as fast.
    ScaleSpeed(f64),
    /// Start over at the end.
    SetLooping(bool),
}

/// What is selected and lit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectCommand {
    /// A neuron, or none.
    Neuron(Option<NeuronId>),
    /// An edge, or none.
    Edge(Option<EdgeId>),
    /// A point of the cloud, or none.
    Point(Option<usize>),
    /// One more point of the cloud, or one less.
    AlsoPoint(usize),
    /// Light one more class of the cloud, or one less.
    ToggleClass(u8),
    /// Light all classes of the cloud.
    AllClasses,
    /// Light only edges that changed like this, or all.
    Edges(Option<EdgeFilter>),
}

/// Where one looks from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewCommand {
    /// From there.
    Look(NetView, Look),
    /// From where everything is in view, in both.
    FrameAll,
    /// Closely at the selected neuron, and in the cloud at the selected point.
    FocusSelection,
    /// Closely at a neuron.
    FocusNeuron(NeuronId),
    /// Closely at a point of the cloud.
    FocusPoint(usize),
}

/// The references and their vote.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloudCommand {
    /// Embed references until there are this many.
    Grow(usize),
    /// Stop embedding.
    Pause,
    /// How to vote.
    SetKnn(KnnSpec),
    /// Delete the embeddings kept on disk.
    ClearKept,
}

/// The network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelCommand {
    /// Use another preset.
    LoadPreset(String),
    /// Use a model that may be no preset, with its seed.
    Load(Box<PresetSpec>, u64),
    /// Change a number of the network, by its path in the preset's file; all else stays as it is.
    Set(String, f64),
    /// Take something away from the network that is shown.
    Lesion(Lesion),
    /// Let the network learn from a set of images, as the settings say.
    Learn,
    /// Stop learning.
    StopLearning,
}

/// Whole image sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExperimentCommand {
    /// Run these, after those that run.
    Start(Vec<Config>),
    /// Stop them.
    Stop,
    /// Look at a finished run that is remembered, by its folder.
    Open(PathBuf),
    /// Delete a finished run that is remembered.
    Delete(PathBuf),
    /// Forget a stopped run and what is kept of it.
    Discard(Box<Config>),
    /// Ask whether a kept run is to be deleted, or put the question away.
    AskToDelete(Option<KeptRun>),
}

/// What somebody takes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepCommand {
    /// Choose a file that a bookmark of this moment is written to.
    SaveBookmark,
    /// Choose a file that a picture of the window is written to.
    SavePicture,
    /// Write a picture of the window to this file.
    Picture(PathBuf),
    /// Choose a file that the curves at the bottom of the window are written to.
    SaveCurves,
    /// Write the curves at the bottom of the window to this SVG file.
    Curves(PathBuf),
    /// Put the command that draws this picture on the clipboard.
    CopyCommand,
}

/// A lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LessonCommand {
    /// Open one of ours, where somebody was in it.
    Open(String),
    /// Open one of ours from its beginning, to be looked at: how far somebody has come in it stays as it is.
    Demonstrate(String),
    /// Open somebody's own.
    OpenFile(PathBuf),
    /// Go to a step of the lesson that is open, from 0.
    GoTo(usize),
    /// Choose an answer, from 1.
    Answer(usize),
    /// Do what the step asks for.
    Solve,
    /// Close it: what was there before is there again.
    Close,
}

/// Panels, windows over the views and what is remembered between starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelCommand {
    /// Show or hide a window over the views.
    Show(Dialog, bool),
    /// Change what is remembered between starts.
    Change(Change),
    /// Look at something else within a panel, or choose something else to start.
    Choose(Change),
    /// Text and controls in another size, as far as the window has room for it.
    ResizeText(TextStep),
    /// Show all panels, in their first sizes.
    ResetLayout,
    /// Put away the message.
    DismissNotice,
}

/// From one size of text and controls to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextStep {
    /// To the next larger one.
    Larger,
    /// To the next smaller one.
    Smaller,
    /// To the usual one.
    Usual,
}

/// What somebody who teaches does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeachCommand {
    /// Puts the labels of the references away, or gives them back.
    PutLabelsAway(bool),
    /// Says what class something is of; none that it came without a name.
    Tell(TeachTarget, Option<u8>),
    /// The same by the class's name, which may be new.
    TellName(TeachTarget, String),
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
    /// Chooses a file of what somebody told, or a folder whose folders are named after what pictures in them show.
    Open {
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// Selects the point that is best told next; the one after it, where that is selected already.
    AskMe,
    /// Shows the labels that have come so many edges.
    SeekWave(f32),
    /// Lets the labels come again.
    RunWave,
}

/// What is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeachTarget {
    /// The selected point of the cloud, or points.
    Point,
    /// The image on the pad.
    Pad,
}

impl AppCommand {
    /// Whether it puts something else on the pad, at once or as soon as it has been read.
    pub fn is_input(&self) -> bool {
        match self {
            AppCommand::Undo | AppCommand::Redo => true,
            AppCommand::Image(image) => {
                use ImageCommand::{Ask, Draw, Step};
                !matches!(image, Ask | Draw(_) | Step(_))
            }
            _ => false,
        }
    }

    /// Whether it does the same whenever it comes to the same state, and leaves what is on the disk: it opens no dialog,
    /// reads no clipboard, deletes nothing that is kept and closes nothing. What a dialog or the clipboard answers, and what
    /// is asked about next, is a command of its own.
    pub fn can_be_replayed(&self) -> bool {
        use {AppCommand as A, ExperimentCommand as E, ImageCommand as I, TeachCommand as T};
        !matches!(
            self,
            A::Quit
                | A::Keep(_)
                | A::Image(I::Ask | I::Paste)
                | A::Cloud(CloudCommand::ClearKept)
                | A::Teach(T::Save | T::Open { .. } | T::AskMe)
                | A::Experiment(E::Delete(_) | E::Discard(_) | E::AskToDelete(_))
        )
    }
}

macro_rules! is_a_command {
    ($($subject:ident: $of:ty),* $(,)?) => {$(
        impl From<$of> for AppCommand {
            fn from(command: $of) -> AppCommand {
                AppCommand::$subject(command)
            }
        }
    )*};
}

is_a_command! {
    Image: ImageCommand,
    Time: TimeCommand,
    Select: SelectCommand,
    View: ViewCommand,
    Cloud: CloudCommand,
    Teach: TeachCommand,
    Model: ModelCommand,
    Experiment: ExperimentCommand,
    Panel: PanelCommand,
    Lesson: LessonCommand,
    Keep: KeepCommand,
}
