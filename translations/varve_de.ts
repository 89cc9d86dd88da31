<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Dialogs</name>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What they do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder with an OCI layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the selected source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the source again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the filter of the images, or of the view that has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers &amp; files, Overview, JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer, Up to here, Whole image, Changes only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jump to the layer that last changed the selected path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy what is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or close a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Varve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Varve %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what the container images on your disk are made of.

A varve is one yearly layer of sediment: the history is read from the cut.

© 2026 The Varve developers. Free software under the GNU General Public License, version 3 or later; it comes with no warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>“%1” does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may have been moved or deleted. Check the path and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” may not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its owner for permission to read it, or copy it to a place of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” asks for a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log in and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the connection and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” has had too many requests.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a few minutes and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is damaged or incomplete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save or download it again. What could be read is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is nothing that Varve can read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Varve opens archives made by “docker save” or “podman save”, and OCI image layouts as a folder or a tar file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is larger or deeper than Varve is willing to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such a file is usually broken or made to do harm. If you trust it, please report it as a defect of Varve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” was changed while it was being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until nobody writes to it any more and reload it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no space left for “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space on the disk and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading “%1” was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload it to read the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Varve failed on “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a defect of Varve. Please report it with the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>past a limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ambiguous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problem</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QDialog</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>See what container images are made of.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours for this run: system, light or dark.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image archives and OCI layouts to open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>varve: --theme takes system, light or dark
</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::DetailsModel</name>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 bytes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none (dangling)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manifest digest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Artifact type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Platform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not local: only its description is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers as stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacked (sum of the layers)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File content in all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File content visible in the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wasted by overwriting and removing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Efficiency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 % of the stored content is visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, every %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, at most %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, after %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, failed after %1 tries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entrypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop signal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::DropOverlay</name>
    <message numerus="yes">
        <source>Drop to open %n item(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::EmptyPage</name>
    <message>
        <source>See what container images are made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open what “docker save” or “podman save” wrote, or an OCI image layout: every layer, and what it added, changed and removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an archive …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or drop files and folders here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recently opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::FileTreeModel</name>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Owner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No layer has an entry for this folder; it follows from the paths below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Symbolic link -&gt; %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard link to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Character device %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block device %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Named pipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode %1, user %2, group %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modified %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metadata only: same content, stored again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replaced by another type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::FilesBar</name>
    <message>
        <source>Only what the selected layers changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file system after the selected layer; what it removed stays visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file system of the finished image, whatever layer is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The net effect of everything above the bottom layer, up to the selected one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expand all folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collapse all folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter files: name, *.so, etc/*.conf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a name, or a pattern with * ? [a-z].
With a slash it is compared with the whole path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unchanged paths are shown in “Up to here” and “Whole image”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unchanged paths are shown when all kinds of change are</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::FilesPanel</name>
    <message>
        <source>Jump to the layer that last changed this path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading layer %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other layers can be looked at meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the layers …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This image has no layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the files …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer changed no files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its instruction left the file system as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1  Layer %2  %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link &amp;target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Jump to the layer that last changed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;History of this path</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::FilterBar</name>
    <message>
        <source>Filter images: name, id, repo: tag: label: size:&gt;100MB before: since: platform:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free words, and terms that all must match:
repo:TEXT  tag:TEXT  label:KEY=VALUE  platform:arm64
size:&gt;500MB  before:2024-01-31  since:3w</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dangling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images without any name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>name of a quick filter, number of images</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::ImageQuery</name>
    <message>
        <source>The quotation mark is never closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no filter &quot;%1:&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1:&quot; needs a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a comparison, such as size:&gt;%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no size; write a number with B, kB, MB, GB or KiB, MiB, GiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither a date such as 2024-01-31 nor an age such as 3w</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::ImageSession</name>
    <message>
        <source>Reading %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::ImagesModel</name>
    <message>
        <source>Repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unique</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Platform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sum of the layers: unpacked where that is known, else as stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes that would be freed if only this image went</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes that other images of the same source use as well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Containers made from the image; ▶ counts those that run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attestation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Helm chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Artifact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;dangling&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dangling: the image has no name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not local: it is listed here, but its content is elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image ID %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manifest %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The size is not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacked size: %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the layers as stored: %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known for this source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This source knows no containers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::ImagesPanel</name>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy image &amp;ID</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::Inspector</name>
    <message>
        <source>&lt;no name&gt; %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers &amp;&amp; files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers &amp; files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an image to see what is in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 layers read</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 unpacked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 wasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 efficient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digests: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bytes do not match their digest: this image was changed or damaged. Do not trust it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in this image</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::JobStrip</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::JsonModel</name>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document is larger than %1 and is not shown as a tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document is nested deeper than %1 levels (line %2, column %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no JSON from line %1, column %2 on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::JsonPanel</name>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a key or a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an image to see its configuration and manifest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the document …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no match</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Expand below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Collapse all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::LayersModel</name>
    <message>
        <source>Number of the layer, from the bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>#</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The instruction that made the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacked content of the layer, as docker history counts it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paths added / modified / metadata only / removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A/M/m/R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes stored here that the finished image does not show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the bytes have the digests that the image names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not local</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no instruction recorded)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image names this layer, but its content is not here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comment: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Author: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacked: %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As stored: %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still reading: modified and metadata only are not told apart yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modified: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metadata only: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes are stored here that the finished image does not show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blob %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DiffID %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::LayersPanel</name>
    <message>
        <source>Stored bytes: expected %1, found %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content: expected %1, found %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This image has no layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds a configuration and no files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;DiffID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;blob digest</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::MainWindow</name>
    <message>
        <source>Varve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open archives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image archives (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder with an OCI image layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) could not be read</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A compressed archive is read as a whole. You can cancel below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image matches the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No images here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This source holds no images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Varve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open Archive …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Folder …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;ead Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear This List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear Fi&amp;lters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Jump to the Layer That Last Changed the Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Layers &amp;&amp; Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Expand All Folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coll&amp;apse All Folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Varve</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::OverviewPanel</name>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::ProofBadge</name>
    <message>
        <source>Verifying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MISMATCH</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verifiable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::RelativeTime</name>
    <message>
        <source>Less than a second ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 second ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n seconds ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>About a minute ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>About an hour ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n weeks ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n months ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n years ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::SourceManager</name>
    <message>
        <source>Opening %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::SourcesModel</name>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 image</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n warnings</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::StatePage</name>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>varve::StrataBar</name>
    <message>
        <source>Sizes of the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
