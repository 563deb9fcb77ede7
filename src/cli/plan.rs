//! What will run: every argument checked. A wrong argument is a [`Usage`] error; a
//! file whose content cannot be used is an ordinary one.

use super::args::{Args, CameraArg, Command, EvaluateArgs, LabelArgs, ShotArgs, ShotView};
use super::common::Common;
use super::error::{Usage, refuse};
use super::film::FilmPlan;
use super::lesson::LessonPlan;
use super::out_file::check_out;
use super::presented::Presented;
use super::reference_client::Model;
use super::{
    EvaluatePlan, Graphics, LabelPlan, MergePlan, PartsPlan, Planned, ReportPlan, Taught, TeachPlan,
};
use super::{cache, doctor, evaluate, experiment, label, log, teach, unused};
use crate::analysis::{KnnSpec, Voting};
use crate::data::folder::is_called_picture;
use crate::data::{Cache, DataError, DataSet, Part, plainly};
use crate::experiments::report::Report;
use anyhow::{Result, anyhow};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;
use std::path::PathBuf;

/// Moment of a shot, unless told otherwise, ms.
const AT_MS: f64 = 180.0;
/// References of `label`, unless told otherwise.
const LABEL_REFERENCES: usize = 10_000;
/// References of `evaluate`, unless told otherwise.
const EVALUATE_REFERENCES: usize = 10_000;

/// What will run.
pub enum Plan {
    /// The window.
    Window(WindowPlan),
    /// A picture of the view; the window's code draws it.
    Shot(Common, ShotPlan),
    /// A film; the window's code makes it.
    Film(Common, FilmPlan),
    /// What is done with lessons, which are the window's.
    Lesson(LessonPlan),
    /// Needs no window's code.
    Task(Task),
}

/// The window.
#[derive(Debug)]
pub struct WindowPlan {
    /// See [`Common`].
    pub common: Common,
    /// Pictures to begin with.
    pub open: Vec<PathBuf>,
    /// Results of experiments to look at.
    pub report: Option<Report>,
    /// The picture fills the screen.
    pub presents: bool,
    /// A lesson to begin with: a name or a file.
    pub lesson: Option<String>,
    /// Lessons go through themselves while nobody is there.
    pub kiosk: bool,
    /// New file that the session is recorded in.
    pub record: Option<PathBuf>,
    /// A recorded session to replay.
    pub replay: Option<PathBuf>,
}

/// A picture of the view.
#[derive(Clone, Debug)]
pub struct ShotPlan {
    /// The digit that is presented.
    pub presented: Presented,
    /// Moment of the run, ms; within the preset's duration.
    pub at_ms: f64,
    /// The PNG file to write. May exist only if it is to be overwritten.
    pub out: PathBuf,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// What is shown.
    pub view: ShotView,
    /// Where the network is looked at from, if not from where all of it is seen.
    pub camera: Option<CameraArg>,
    /// A bookmark that says all this but the size and what is shown.
    pub bookmark: Option<PathBuf>,
    /// Pixels for a point.
    pub scale: f32,
}

/// A command that needs no window's code.
pub enum Task {
    /// Which digit is each picture?
    Label(LabelPlan),
    /// What do pictures show?
    Teach(Box<TeachPlan>),
    /// How many digits are labelled right?
    Evaluate(EvaluatePlan),
    /// An experiment, whichever it is.
    Experiment(Box<dyn Planned>),
    /// Parts of an experiment, joined.
    Merge(Box<MergePlan>),
    /// How far parts are.
    Parts(PartsPlan),
    /// One page of several experiments.
    Report(ReportPlan),
    /// Show what is kept, and clear it if true.
    Cache(Cache, bool),
    /// What works here?
    Doctor(Common),
    /// A completion script.
    Completions(Shell),
}

impl Plan {
    /// Checks what was typed.
    ///
    /// # Errors
    /// [`Usage`] for a wrong argument; others for files that `shot` and `evaluate` need.
    pub fn check(args: Args) -> Result<Plan> {
        log::asked(&args.common)?;
        unused::refuse(&args)?;
        let common = Common::check(args.common)?;
        let Some(command) = args.command else {
            let open = args.open.into_iter().map(openable).collect::<Result<_>>()?;
            let report = args.results.as_deref().map(Report::read).transpose()?;
            let (record, replay, lesson) = (args.record, args.replay, args.lesson);
            let (presents, kiosk) = (args.present || args.kiosk, args.kiosk);
            let plan = WindowPlan { common, open, report, presents, lesson, kiosk, record, replay };
            return Ok(Plan::Window(plan));
        };
        for (option, file) in [("--record", &args.record), ("--replay", &args.replay)] {
            if let Some(file) = file {
                let file = file.display();
                let message =
                    format!("{option} {file}: a session and a command exclude each other");
                return Err(Usage(message).into());
            }
        }
        if let Some(results) = args.results {
            let message = format!(
                "--open {}: results to open and a command exclude each other",
                results.display()
            );
            return Err(Usage(message).into());
        }
        if let Some(lesson) = args.lesson {
            let message = format!(
                "--lesson {lesson}: a lesson to begin with and a command exclude each other"
            );
            return Err(Usage(message).into());
        }
        if args.kiosk {
            let message = "--kiosk: a window that goes by itself and a command exclude each other";
            return Err(Usage(message.to_owned()).into());
        }
        if args.present {
            let message = "--present: a window that presents and a command exclude each other";
            return Err(Usage(message.to_owned()).into());
        }
        if let Some(open) = args.open.first() {
            let message =
                format!("{}: a picture to open and a command exclude each other", open.display());
            return Err(Usage(message).into());
        }
        Ok(match command {
            Command::Shot(shot) => {
                let plan = ShotPlan::check(shot, &common)?;
                Plan::Shot(common, plan)
            }
            Command::Film(film) => {
                let plan = FilmPlan::check(film, &common)?;
                Plan::Film(common, plan)
            }
            Command::Lesson { lesson } => Plan::Lesson(LessonPlan::check(lesson)?),
            Command::Label(label) => Plan::Task(Task::Label(check_label(label, common)?)),
            Command::Teach(teach) => {
                Plan::Task(Task::Teach(Box::new(TeachPlan::check(teach, &common)?)))
            }
            Command::Evaluate(evaluate) => {
                Plan::Task(Task::Evaluate(check_evaluate(evaluate, common)?))
            }
            Command::Experiment { experiment } => {
                Plan::Task(Task::Experiment(experiment::plan(experiment, &common)?))
            }
            Command::Merge(merge) => {
                Plan::Task(Task::Merge(Box::new(MergePlan::check(merge, &common)?)))
            }
            Command::Parts(parts) => Plan::Task(Task::Parts(PartsPlan::check(parts)?)),
            Command::Report(report) => Plan::Task(Task::Report(ReportPlan::check(report)?)),
            Command::Cache(cache) => {
                let folder = common.cache.ok_or_else(|| {
                    Usage("cache: expected a folder, found none; name one with --cache DIR".into())
                })?;
                Plan::Task(Task::Cache(folder, cache.clear))
            }
            Command::Doctor => Plan::Task(Task::Doctor(common)),
            Command::Completions { shell } => Plan::Task(Task::Completions(shell)),
        })
    }
}

impl Task {
    /// Runs it. `graphics` is asked for only by `doctor`; without it, this build has no window.
    ///
    /// # Errors
    /// What failed; [`AlreadyReported`](super::AlreadyReported) if it has been said already.
    pub fn run(self, graphics: Option<fn() -> Graphics>, out: &mut dyn Write) -> Result<()> {
        match self {
            Task::Label(plan) => label::run(&plan, out),
            Task::Teach(plan) => teach::run(*plan, out),
            Task::Evaluate(plan) => evaluate::run(&plan, out),
            Task::Experiment(plan) => plan.run(out),
            Task::Merge(plan) => experiment::run_merge(&plan, out),
            Task::Parts(plan) => experiment::run_parts(&plan, out),
            Task::Report(plan) => experiment::run_report(&plan, out),
            Task::Cache(folder, is_cleared) => cache::run(&folder, is_cleared, out),
            Task::Doctor(common) => doctor::run(&common, graphics.map(|list| list()), out),
            Task::Completions(shell) => {
                // Generating panics where its output cannot be written; memory always can.
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Args::command(), "signalscape", &mut script);
                Ok(out.write_all(&script)?)
            }
        }
    }
}

impl ShotPlan {
    fn check(args: ShotArgs, common: &Common) -> Result<ShotPlan> {
        let preset = common.preset_or_circuit()?;
        let duration_ms = preset.spec().duration_ms;
        let usual_ms = if duration_ms < AT_MS { duration_ms / 2.0 } else { AT_MS };
        let at_ms = args.at_ms.unwrap_or(usual_ms);
        if !(0.0..=duration_ms).contains(&at_ms) {
            let expected = format!("0 to {duration_ms} ms, the preset's duration");
            return Err(refuse("--at-ms", expected, at_ms));
        }
        let is_png = args.out.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("png"));
        if !is_png {
            return Err(refuse("--out", "a file name that ends in .png", args.out.display()));
        }
        check_out(&args.out, args.force)?;
        let presented = match args.bookmark {
            None => Presented::check(args.digit, args.mnist, &preset, common)?,
            Some(_) => Presented::nothing(common)?,
        };
        Ok(ShotPlan {
            presented,
            at_ms,
            out: args.out,
            size: args.size,
            view: args.view,
            camera: args.camera,
            bookmark: args.bookmark,
            scale: args.scale,
        })
    }
}

fn check_label(args: LabelArgs, common: Common) -> Result<LabelPlan> {
    let knn = KnnSpec { k: args.k, metric: args.metric.into(), voting: args.voting.into() };
    let references = common.references.unwrap_or(LABEL_REFERENCES);
    let presented = Model::check(&common, args.at_ms, references)?;
    let taught = args.taught.map(Taught::read).transpose()?;
    // Where names spread, each votes by closeness.
    let is_spread = taught.as_ref().is_some_and(Taught::are_labels_away);
    if is_spread && knn.voting == Voting::Majority {
        let expected = "weighted, as with every taught set that puts labels away";
        return Err(refuse("--voting", expected, "majority"));
    }
    let (files, is_all, is_json) = (args.files, args.all, args.json);
    Ok(LabelPlan { presented, files, is_all, knn, taught, is_json })
}

/// Test images that are asked about, where nobody says how many.
const HELD_OUT: usize = 1_000;

fn check_evaluate(args: EvaluateArgs, common: Common) -> Result<EvaluatePlan> {
    let references = common.references.unwrap_or(EVALUATE_REFERENCES);
    let presented = Model::check(&common, None, references)?;
    let digits: DataSet = common.source.load(Part::Test)?.labelled("the test images")?;
    if !common.source.has_labels(Part::Train)? {
        return Err(DataError::Unlabelled { name: "the training images".to_owned() }.into());
    }
    let held_out = args.held_out.unwrap_or(HELD_OUT.min(digits.len()));
    if held_out > digits.len() {
        let expected = format!("at most {}, the test images there are", digits.len());
        return Err(refuse("--held-out", expected, held_out));
    }
    Ok(EvaluatePlan { presented, digits, held_out, is_json: args.json })
}

/// A picture for the window, or a folder of them. A misspelt command ends up here, too: a word that is neither called
/// like a picture nor a path.
fn openable(path: PathBuf) -> Result<PathBuf> {
    let Err(error) = path.metadata() else { return Ok(path) };
    let shown = path.display();
    if is_called_picture(&path) || path.components().count() > 1 {
        return Err(anyhow!("{shown}: {}", plainly(error, "file or folder")));
    }
    let message = format!(
        "{shown}: expected a command, a picture or a folder, found none of them; `signalscape --help` \
         lists the commands"
    );
    Err(Usage(message).into())
}
