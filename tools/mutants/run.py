#!/usr/bin/env python3
"""Which mutations of some sources does no test notice? All of them in one build, so a mutation costs seconds.

    cargo build --release --manifest-path tools/mutants/Cargo.toml --target-dir MINE
    cp -r . COPY        # a copy of the tree that is mutated; never the tree itself
    tools/mutants/run.py MINE/release/mutants COPY sim/src . results.jsonl -p signalscape-sim
    tools/mutants/run.py MINE/release/mutants COPY src analysis results.jsonl --no-default-features -- --lib analysis::

Arguments: the program that mutates, the copy, the folder of the crate's sources in it, the folder within that is mutated
(`.` for all), where results go, then what `cargo test` is told; after `--`, what of it and of the tests is run: `--lib`,
`--test NAME`, and a part of names. Results are a line of JSON for each mutation; a run that was stopped goes on.
A mutation that does not compile is left out. One that takes 120 s or 5 GB is noticed too. The tests of its own module are
asked first, then all; as many mutations at a time as there are cores.
"""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

SECONDS = 120
BYTES = 5 << 30
MODULE = """
use std::sync::LazyLock;
static REAL: LazyLock<Option<u32>> =
    LazyLock::new(|| std::env::var("MUTANT").ok().and_then(|number| number.parse().ok()));
#[inline(always)]
pub fn is(number: u32) -> bool {
    *REAL == Some(number)
}
"""


def mutate(program, copy, sources, folder):
    """Writes all mutations but those that are left out, from the sources as they were."""
    original = os.path.join(copy, "unmutated")
    target = os.path.join(copy, sources)
    if not os.path.exists(original):
        shutil.copytree(target, original)
    shutil.rmtree(target)
    shutil.copytree(original, target)
    listed, left_out = (os.path.join(copy, name) for name in ("mutations.json", "left_out.txt"))
    subprocess.run([program, os.path.join(target, folder), "1", listed, left_out], check=True)
    with open(os.path.join(target, "mutant.rs"), "w") as file:
        file.write(MODULE)
    path = os.path.join(target, "lib.rs")
    lines = re.sub(r"#!\[(deny|warn|forbid)\([^]]*\)\]", "", open(path).read()).split("\n")
    heads = (i for i, line in enumerate(lines) if line.strip() and not line.startswith(("//", "#![")))
    lines.insert(next(heads), "#[doc(hidden)] pub mod mutant;")
    with open(path, "w") as file:
        file.write("\n".join(lines))
    return json.load(open(listed))


def culprits(copy, message):
    """Numbers of the mutations that an error is of: in the place of one, or around it."""
    for span in [s for s in message["spans"] if s["is_primary"]] or message["spans"]:
        text = open(os.path.join(copy, span["file_name"]), "rb").read()
        at = span["byte_start"]
        for start, end in ((b"M", b"E"), (b"B", b"X")):
            inside = [
                int(mark.group(1))
                for mark in re.finditer(rb"/\*" + start + rb"(\d+)\*/", text[: at + 12])
                if text.find(b"/*" + end + mark.group(1) + b"*/", mark.end()) >= at
            ]
            if inside:
                yield inside[-1]
                break


def build(copy, arguments):
    """The test programs, or what does not compile."""
    command = ["cargo", "test", "--release", "--locked", "--no-run", "--message-format=json", *arguments]
    environment = {**os.environ, "RUSTFLAGS": "--cap-lints allow"}
    done = subprocess.run(command, cwd=copy, env=environment, stdout=subprocess.PIPE, text=True)
    programs, wrong = [], set()
    for line in done.stdout.splitlines():
        told = json.loads(line)
        message = told.get("message")
        if told["reason"] == "compiler-message" and message["level"] == "error" and message["spans"]:
            wrong.update(culprits(copy, message))
        if told["reason"] == "compiler-artifact" and told.get("executable") and told["profile"]["test"]:
            programs.append((told["executable"], os.path.dirname(told["manifest_path"])))
    if done.returncode and not wrong:
        sys.exit("it does not compile, and no mutation is why")
    return programs, wrong


def noticed(number, programs, names):
    """What notices a mutation, if anything does."""
    environment = {**os.environ, "MUTANT": str(number), "PROPTEST_RNG_SEED": "20210"}
    for program, folder in programs:
        running = subprocess.Popen(
            [program, "--test-threads=1", *names],
            cwd=folder, env=environment, start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        resource.prlimit(running.pid, resource.RLIMIT_AS, (BYTES, BYTES))
        end = lambda: os.killpg(running.pid, signal.SIGKILL)
        late = threading.Event()
        clock = threading.Timer(SECONDS, lambda: (late.set(), end()))
        clock.start()
        failed = next((line.split()[1] for line in running.stdout if line.endswith("FAILED\n")), None)
        if failed:
            end()
        code = running.wait()
        clock.cancel()
        if failed or late.is_set() or code:
            return failed or ("time" if late.is_set() else f"exit {code}")
    return None


def module(path, sources, folder):
    """The part of the tests' names that those of a mutation's own module begin with."""
    inside = os.path.relpath(path, sources).removesuffix(".rs").split(os.sep)
    depth = 1 if folder == "." else 1 + len(folder.split(os.sep))
    return "::".join(inside[:depth]) + "::"


def main():
    program, copy, sources, folder, results, *rest = sys.argv[1:]
    cut = rest.index("--") if "--" in rest else len(rest)
    told, run = rest[:cut], rest[cut + 1 :]
    targets = [word for i, word in enumerate(run) if word.startswith("--") or (i and run[i - 1] == "--test")]
    names = [word for word in run if word not in targets]
    copy = os.path.abspath(copy)
    while True:
        mutations = mutate(os.path.abspath(program), copy, sources, folder)
        programs, wrong = build(copy, told + targets)
        if not wrong:
            break
        with open(os.path.join(copy, "left_out.txt"), "a") as file:
            file.write(" " + " ".join(map(str, wrong)))
    known = {json.loads(line)["id"] for line in open(results)} if os.path.exists(results) else set()
    target, written = os.path.join(copy, sources), threading.Lock()

    def ask(mutation):
        own = module(mutation["file"], target, folder)
        asked = [[own], names] if not names or own.startswith(names[0]) else [names]
        mutation["noticed"] = next(filter(None, (noticed(mutation["id"], programs, of) for of in asked)), None)
        with written:
            file.write(json.dumps(mutation) + "\n")
            file.flush()

    with open(results, "a") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(ask, (mutation for mutation in mutations if mutation["id"] not in known)))


main()
