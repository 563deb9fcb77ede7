//! What was typed. Ranges that need no file are checked by clap, the rest in [`super::plan`].

use crate::data::Part;
use clap::{ArgGroup, Args as ArgsGroup, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

mod experiment;
mod few_labels;
mod film;
mod lesson;
mod number;
mod out;
mod paths;
mod picture;
mod preset;
mod shard;
mod teach;
mod voting;

pub use experiment::{AnnArgs, Experiment, WeightsArgs};
pub use few_labels::FewLabelsArgs;
pub use film::{FilmArgs, LanguageName};
pub use lesson::LessonArgs;
pub(super) use number::whole;
use number::{at_least, number};
use picture::{camera, mnist, scale, size};
use preset::PresetParser;

pub use out::{FormatName, OutArgs};
pub use paths::{PathsArgs, PathsStdpArgs};
pub use picture::CameraArg;
pub use teach::TeachArgs;
pub use voting::{MetricName, VotingName};

const COMMON: &str = "Options of every command that has a use for them";
/// Fewer references say too little.
pub(super) const REFERENCES_MIN: usize = 100;
/// As many as MNIST has.
pub(super) const REFERENCES_MAX: usize = 60_000;

/// A spiking network recognises handwritten digits without training: watch it.
#[derive(Parser, Clone, Debug)]
#[command(
    name = "signalscape",
    version,
    max_term_width = 100,
    subcommand_precedence_over_arg = true,
    after_help = "Examples:
  signalscape                        open the window
  signalscape seven.jpg              open the window with this picture, or several
  signalscape label seven.jpg        say which digit it is, without a window
  signalscape doctor                 what is missing if the window does not open

Exit codes: 0 done, 1 failed, 2 wrong arguments, 75 stopped: the same command goes on."
)]
pub struct Args {
    /// Without a command the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Pictures, and folders of them, to open in the window, one beside the other
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub open: Vec<PathBuf>,
    /// Folder of an experiment's results to open in the window
    #[arg(long = "open", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub results: Option<PathBuf>,
    /// Begin presenting: the picture fills the screen, as F11 has it
    #[arg(long)]
    pub present: bool,
    /// Begin with a lesson: one of ours by its name, or a file of your own (docs/lessons.md)
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["open", "results", "replay"])]
    pub lesson: Option<String>,
    /// Present, and go through lessons by itself while nobody touches anything for two minutes
    #[arg(long)]
    pub kiosk: bool,
    /// Record what is done in the window in this new file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub record: Option<PathBuf>,
    /// Replay what was recorded in this file: the window begins as it did then, until you take over
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["open", "results", "preset", "seed"])]
    pub replay: Option<PathBuf>,
    /// See [`CommonArgs`].
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Options that every command has, and the window.
#[derive(ArgsGroup, Clone, Debug)]
pub struct CommonArgs {
    /// Log to standard error: off, error, warn, info, debug, trace, or TARGET=LEVEL,… [default:
    /// RUST_LOG, or else its own warnings, in plain words]
    #[arg(long, global = true, value_name = "LEVEL", help_heading = COMMON)]
    pub log: Option<String>,
    /// Folder of IDX files to use instead of the embedded MNIST
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = COMMON)]
    pub data: Option<PathBuf>,
    /// Seed of the network and of random picks [default: 1]
    #[arg(long, global = true, value_name = "N", value_parser = whole(0, u64::MAX), allow_negative_numbers = true, help_heading = COMMON)]
    pub seed: Option<u64>,
    /// Network to use: one of these, or a file of your own (docs/presets.md)
    #[arg(
        long,
        global = true,
        value_name = "NAME|FILE",
        value_parser = PresetParser,
        help_heading = COMMON
    )]
    pub preset: Option<String>,
    /// Graphics device to draw with, by a part of its name
    #[arg(long, global = true, value_name = "NAME", help_heading = COMMON)]
    pub gpu: Option<String>,
    /// Reference digits that inputs are compared with, 100 to 60000 [env: SIGNALSCAPE_REFERENCES]
    #[arg(
        long,
        global = true,
        value_name = "N",
        value_parser = whole(REFERENCES_MIN, REFERENCES_MAX),
        allow_negative_numbers = true,
        help_heading = COMMON
    )]
    pub references: Option<usize>,
    /// Folder where computed references are kept between runs
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = COMMON)]
    pub cache: Option<PathBuf>,
    /// Keep nothing between runs
    #[arg(long, global = true, help_heading = COMMON)]
    pub no_cache: bool,
}

/// The commands.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Write a picture of the view at a moment of a run
    Shot(ShotArgs),
    /// Make a film of a lesson, or of a run
    Film(FilmArgs),
    /// Begin a lesson of your own, or check one
    Lesson {
        /// What to do.
        #[command(subcommand)]
        lesson: LessonArgs,
    },
    /// Say which digit each picture shows, without a window
    Label(LabelArgs),
    /// Make a file of what pictures show, for label --taught: the digits, and classes of your own
    Teach(TeachArgs),
    /// Measure how many digits of the test set are labelled right
    Evaluate(EvaluateArgs),
    /// Run an experiment of the paper
    Experiment {
        /// Which one.
        #[command(subcommand)]
        experiment: Experiment,
    },
    /// Join the parts of an experiment that were run with --shard
    Merge(MergeArgs),
    /// Say how far the parts of an experiment are, and which to run again
    Parts(PartsArgs),
    /// Gather results of experiments into one HTML page
    Report(ReportArgs),
    /// Show or clear what is kept between runs
    Cache(CacheArgs),
    /// Say what works here, and how to get what is missing
    Doctor,
    /// Print a completion script for a shell
    #[command(after_help = "Examples:
  signalscape completions bash > ~/.local/share/bash-completion/completions/signalscape
  signalscape completions fish > ~/.config/fish/completions/signalscape.fish")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// See [`Command::Shot`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(
    group = ArgGroup::new("input").args(["digit", "mnist", "bookmark"]),
    after_help = "Examples:
  signalscape shot --mnist test:0 --out seven.png
  signalscape shot --preset race-of-two --at-ms 8 --view stage --out race.png
  signalscape shot --mnist test:0 --camera 30,20,60 --size 3840x2160 --scale 2 --out poster.png
  signalscape shot --digit seven.jpg --at-ms 250 --view network --size 1920x1080 --out view.png"
)]
pub struct ShotArgs {
    /// Picture of a digit to present
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub digit: Option<PathBuf>,
    /// MNIST digit to present: test:INDEX or train:INDEX, from 0
    #[arg(long, value_name = "SET:INDEX", value_parser = mnist, allow_hyphen_values = true)]
    pub mnist: Option<(Part, usize)>,
    /// Moment of the run to show, ms [default: 180, or the middle of a shorter run]
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true)]
    pub at_ms: Option<f64>,
    /// PNG file to write
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// Width and height, pixels: 320x200 to 7680x4320
    #[arg(long, value_name = "WxH", default_value = "1280x800", value_parser = size, allow_hyphen_values = true)]
    pub size: [u32; 2],
    /// What to show
    #[arg(long, value_enum, default_value_t)]
    pub view: super::ShotView,
    /// Where to look at the network from: degrees around and above, the distance, and what is looked at in place of
    /// everything
    #[arg(long, value_name = "YAW,PITCH,DISTANCE[,X,Y,Z]", value_parser = camera, allow_hyphen_values = true)]
    pub camera: Option<CameraArg>,
    /// Bookmark to draw: its network, input, moment and camera
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["digit", "mnist", "at_ms", "camera", "preset"])]
    pub bookmark: Option<PathBuf>,
    /// Text, controls and lines this many times as large, 0.5 to 4
    #[arg(long, value_name = "N", default_value = "1", value_parser = scale, allow_negative_numbers = true)]
    pub scale: f32,
    /// Overwrite the file if it exists
    #[arg(long)]
    pub force: bool,
}

/// See [`Command::Label`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape label seven.jpg four.png
  signalscape label --json --references 10000 scans/*.png
  signalscape label --taught letters.json scan.png

The first run computes the references, later ones read them from the cache.")]
pub struct LabelArgs {
    /// Pictures: PNG, JPEG, TIFF, BMP, GIF or WebP; folders of them, with all below; - is standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// Label every digit of a picture that has several, from left to right, with its place
    #[arg(long)]
    pub all: bool,
    /// Nearest references that vote, 1 to 50
    #[arg(long, value_name = "N", default_value = "5", value_parser = whole(1_usize, 50), allow_negative_numbers = true)]
    pub k: usize,
    /// What near means
    #[arg(long, value_enum, default_value_t)]
    pub metric: MetricName,
    /// How references vote: by closeness, or one vote each
    #[arg(long, value_enum, default_value_t)]
    pub voting: VotingName,
    /// Moment of the run to judge by, ms: one of the preset's sample times [default: 300, or the end
    /// of a temporal path]
    #[arg(long, value_name = "T", value_parser = number, allow_negative_numbers = true)]
    pub at_ms: Option<f64>,
    /// Label by what somebody taught: a file of `teach`, or one saved in the window
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub taught: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// See [`Command::Evaluate`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape evaluate
  signalscape evaluate --held-out 300 --references 2000 --json")]
pub struct EvaluateArgs {
    /// Test images to ask about, chosen at random by the seed [default: 1000, or all where there are fewer]
    #[arg(long, value_name = "N", value_parser = at_least(1), allow_negative_numbers = true)]
    pub held_out: Option<usize>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// See [`Command::Merge`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Example:
  for i in 0 1 2 3; do signalscape experiment paths --shard $i/4 --out parts; done
  signalscape merge parts --out paths")]
pub struct MergeArgs {
    /// Folders that hold parts
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// Folder for results.json, tables and figures
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Write results anew where there are some
    #[arg(long)]
    pub force: bool,
    /// Print everything as one JSON object
    #[arg(long)]
    pub json: bool,
}

/// See [`Command::Parts`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Example:
  sbatch --array=\"$(signalscape parts parts --again)\" signalscape.sbatch paths --seeds 1,2,3,4,5")]
pub struct PartsArgs {
    /// Folders that hold parts
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// Print only the parts to run again, as Slurm's --array takes them: 3,7-9
    #[arg(long)]
    pub again: bool,
    /// Print everything as one JSON object
    #[arg(long, conflicts_with = "again")]
    pub json: bool,
}

/// See [`Command::Report`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Example:
  signalscape report sweep lesions ann --out report.html")]
pub struct ReportArgs {
    /// Folders that experiments wrote
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// HTML file to write
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// Overwrite the file if it exists
    #[arg(long)]
    pub force: bool,
}

/// See [`Command::Cache`].
#[derive(ArgsGroup, Clone, Debug)]
#[command(after_help = "Examples:
  signalscape cache
  signalscape cache --clear")]
pub struct CacheArgs {
    /// Delete the kept references; other files stay
    #[arg(long)]
    pub clear: bool,
}

/// What a shot shows.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShotView {
    /// The whole window
    #[default]
    All,
    /// What is seen when presenting
    Stage,
    /// The network alone
    Network,
    /// The cloud of references alone
    Cloud,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_table_of_arguments_is_sound() {
        Args::command().debug_assert();
    }

    /// Or what is said of -5 is that there is no such option.
    #[test]
    fn negative_numbers_reach_whoever_refuses_them() {
        fn visit(command: &clap::Command, path: &str, seen: &mut usize) {
            for arg in command.get_arguments() {
                let name = arg.get_value_names().and_then(|names| names.first());
                let is_number = name.is_some_and(|name| {
                    let name = name.trim_end_matches(",…");
                    ["N", "T", "C", "DIGIT", "PART/PARTS", "SET:INDEX", "WxH"].contains(&name)
                });
                // Several numbers, or one with letters, are no negative number to clap.
                let is_one = name.is_some_and(|name| name.len() == 1);
                let is_let_in = arg.is_allow_hyphen_values_set()
                    || (is_one && arg.is_allow_negative_numbers_set());
                assert!(!is_number || is_let_in, "{path} --{}", arg.get_id());
                *seen += usize::from(is_number);
            }
            for inner in command.get_subcommands() {
                visit(inner, &format!("{path} {}", inner.get_name()), seen);
            }
        }
        let mut seen = 0;
        visit(&Args::command(), "signalscape", &mut seen);
        assert!(seen > 25, "{seen}");
    }
}
