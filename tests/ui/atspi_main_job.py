#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""Does the program's main job the way an assistive tool does it: through AT-SPI, by names and roles, without a mouse.

    xvfb-run -a dbus-run-session /usr/bin/python3 tests/ui/atspi_main_job.py BINARY

Opens the sample from the empty page, reads the images, selects a layer, reads what it changed, filters the files, and
looks at the other tabs. Exit code 0: all of it worked; 77: something needed is not installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import gi

    gi.require_version("Atspi", "2.0")
    import pyatspi
except (ImportError, ValueError) as error:
    print(f"skipped: {error}")
    sys.exit(77)

LAUNCHER = next((p for p in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher") if os.path.exists(p)), None)
PATIENCE_S = 20


def wait_for(what, find):
    """The first true answer of find(); the tree changes under us, so errors of vanished objects count as "not yet"."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            found = find()
            if found:
                return found
        except Exception:  # noqa: BLE001 - a D-Bus object that went away
            pass
        time.sleep(0.1)
    raise AssertionError(f"not found: {what}")


def descendants(node, depth=0):
    if depth > 40:
        return
    # A table's cells are asked for by name where they are needed; walking a million of them is no test.
    for index in range(min(node.childCount, 300)):
        child = node.getChildAtIndex(index)
        if child is None:
            continue
        yield child
        yield from descendants(child, depth + 1)


def showing(node):
    return node.getState().contains(pyatspi.STATE_SHOWING)


def find(root, role, name, exact=True):
    for node in descendants(root):
        if node.getRoleName() == role and (node.name == name if exact else name in node.name) and showing(node):
            return node
    return None


def view(app, name):
    for role in ("tree table", "table", "tree"):
        found = find(app, role, name)
        if found:
            return found
    return None


def press(node):
    action = node.queryAction()
    for index in range(action.nActions):
        if action.getName(index) in ("Press", "press", "click", "Toggle", "toggle"):
            action.doAction(index)
            return
    raise AssertionError(f"cannot be pressed: {node.name}")


def cell_texts(table):
    return [node.name for node in descendants(table) if node.name and node.getRoleName() in ("table cell", "tree item", "list item")]


def step(text):
    print(f"  {text}", flush=True)


def main_job(app):
    press(wait_for("the button of the sample", lambda: find(app, "push button", "Open the sample") or find(app, "button", "Open the sample")))
    step("pressed “Open the sample”")

    images = wait_for("the images", lambda: view(app, "Images"))
    texts = wait_for("rows of images", lambda: [t for t in cell_texts(images) if "varve/sample" in t] and cell_texts(images))
    assert any("varve/base" in text for text in texts), texts
    step("read the images table")

    wait_for("verified", lambda: any(n.name.endswith("Verified") for n in descendants(app) if n.getRoleName() == "label" and showing(n)))
    step("heard that the digests are verified")

    layers = wait_for("the layers", lambda: view(app, "Layers"))
    wait_for("eight layers", lambda: len([t for t in cell_texts(layers) if t.startswith(("RUN ", "COPY ", "ADD ", "WORKDIR "))]) == 8)
    removal = wait_for("the layer that deletes", lambda: next(n for n in descendants(layers) if n.name.startswith("RUN rm -rf /var/cache")))
    row = removal.getIndexInParent() // layers.queryTable().nColumns if "able" in layers.getRoleName() else 0
    selection = layers.queryTable()
    for candidate in range(selection.nRows):
        if any(selection.getAccessibleAt(candidate, column).name.startswith("RUN rm -rf /var/cache") for column in range(selection.nColumns)):
            row = candidate
    selection.addRowSelection(row)
    step("selected the layer that deletes the cache")

    files = wait_for("the files", lambda: view(app, "Files"))
    wait_for("removed paths", lambda: "cache" in cell_texts(files) and any(t.startswith("Removed") for t in cell_texts(files)))
    step("read what the layer removed")

    press(wait_for("the mode", lambda: find(app, "toggle button", "Show: Whole image") or find(app, "check box", "Show: Whole image") or find(app, "push button", "Show: Whole image") or find(app, "radio button", "Show: Whole image")))
    edit = wait_for("the filter", lambda: find(app, "text", "Filter files"))
    edit.queryEditableText().setTextContents("passwd")
    wait_for("the filtered file", lambda: "passwd" in cell_texts(files))
    edit.queryEditableText().setTextContents("no-such-file")
    wait_for("the empty state", lambda: any("Nothing matches" in n.name for n in descendants(app) if showing(n)))
    edit.queryEditableText().setTextContents("")
    step("filtered the files, and was told when nothing matched")

    for name in ("Overview", "JSON"):
        tab = wait_for(f"the tab {name}", lambda n=name: find(app, "page tab", n))
        press(tab)
        wait_for(f"the view {name}", lambda n=name: view(app, "Overview" if n == "Overview" else "Document"))
        step(f"opened the tab {name}")


def run_on_own_display():
    """The server itself chooses a free display and says so when it is ready: no number is taken by two at once. It must not
    begin anew whenever its last client leaves, which the accessibility bus does just before the program comes."""
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        if not number:
            print("FAILED: no X server")
            return 1
        environment = dict(os.environ, DISPLAY=":" + number)
        return subprocess.call(["dbus-run-session", "--", sys.executable, *sys.argv], env=environment)
    finally:
        server.terminate()
        server.wait()


def main():
    if len(sys.argv) != 2 or not LAUNCHER:
        print(__doc__ if LAUNCHER else "skipped: at-spi2-core is not installed")
        return 2 if LAUNCHER else 77
    if not os.environ.get("DISPLAY") or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        # By itself, as CTest calls it: once more, with a display and a bus.
        if not shutil.which("Xvfb") or not shutil.which("dbus-run-session"):
            print("skipped: xvfb or dbus is not installed")
            return 77
        os.environ.pop("QT_QPA_PLATFORM", None)
        return run_on_own_display()

    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home + "/config", XDG_CACHE_HOME=home + "/cache", LC_ALL="C.UTF-8",
            QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", QT_QPA_PLATFORM="xcb")
        launcher = subprocess.Popen([LAUNCHER, "--launch-immediately"], env=environment, stderr=subprocess.DEVNULL)
        program = None
        try:
            time.sleep(0.5)
            subprocess.run(["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method",
                "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", "IsEnabled", "<true>"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            program = subprocess.Popen([sys.argv[1]], env=environment)
            app = wait_for("the program", lambda: next((a for a in pyatspi.Registry.getDesktop(0) if a and a.name.lower() == "varve" and a.childCount), None))
            step("found the program")
            main_job(app)
            assert program.poll() is None, "the program ended"
            print("passed")
            return 0
        except AssertionError as error:
            print(f"FAILED: {error}")
            return 1
        finally:
            for process in (program, launcher):
                if process:
                    process.terminate()
                    process.wait()


if __name__ == "__main__":
    sys.exit(main())
