<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CheckTexts</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n blob(s)</source>
        <translation>
            <numerusform>%n blob</numerusform>
            <numerusform>%n blobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repairing removes %n file(s) and frees %1.</source>
        <translation>
            <numerusform>Repairing removes %n file and frees %1.</numerusform>
            <numerusform>Repairing removes %n files and frees %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Repair: remove %n file(s)</source>
        <translation>
            <numerusform>&amp;Repair: remove %n file</numerusform>
            <numerusform>&amp;Repair: remove %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were removed, which freed %1.</source>
        <translation>
            <numerusform>%n file was removed, which freed %1.</numerusform>
            <numerusform>%n files were removed, which freed %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PruneTexts</name>
    <message numerus="yes">
        <source>&amp;Remove %n image(s), free %1</source>
        <translation>
            <numerusform>&amp;Remove %n image, free %1</numerusform>
            <numerusform>&amp;Remove %n images, free %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) removed</source>
        <translation>
            <numerusform>%n image removed</numerusform>
            <numerusform>%n images removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped</source>
        <translation>
            <numerusform>%n skipped</numerusform>
            <numerusform>%n skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cancelled</source>
        <translation>
            <numerusform>%n cancelled</numerusform>
            <numerusform>%n cancelled</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::CachePage</name>
    <message numerus="yes">
        <source>%1 of %n layer(s)</source>
        <translation>
            <numerusform>%1 of %n layer</numerusform>
            <numerusform>%1 of %n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::DropOverlay</name>
    <message numerus="yes">
        <source>Drop to open %n item(s)</source>
        <translation>
            <numerusform>Drop to open %n item</numerusform>
            <numerusform>Drop to open %n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::EngineForm</name>
    <message numerus="yes">
        <source>It answers, and has %n image(s).</source>
        <translation>
            <numerusform>It answers, and has %n image.</numerusform>
            <numerusform>It answers, and has %n images.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::FilesPanel</name>
    <message numerus="yes">
        <source>%n path(s) shown</source>
        <translation>
            <numerusform>%n path shown</numerusform>
            <numerusform>%n paths shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) shown so far</source>
        <translation>
            <numerusform>%n path shown so far</numerusform>
            <numerusform>%n paths shown so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) shown, layers are missing</source>
        <translation>
            <numerusform>%n path shown, layers are missing</numerusform>
            <numerusform>%n paths shown, layers are missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Download all %n layer(s): %1</source>
        <translation>
            <numerusform>Download the one layer: %1</numerusform>
            <numerusform>Download all %n layers: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) not downloaded</source>
        <translation>
            <numerusform>%n layer not downloaded</numerusform>
            <numerusform>%n layers not downloaded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::FindImageDialog</name>
    <message numerus="yes">
        <source>The newest %n tag(s); there are older ones, which can be typed.</source>
        <translation>
            <numerusform>The newest tag; there are older ones, which can be typed.</numerusform>
            <numerusform>The newest %n tags; there are older ones, which can be typed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::FinderNotice</name>
    <message numerus="yes">
        <source>%n problem(s) while looking for engines</source>
        <translation>
            <numerusform>%n problem while looking for engines</numerusform>
            <numerusform>%n problems while looking for engines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::ImageActions</name>
    <message numerus="yes">
        <source>All its %n names go: %1.</source>
        <translation>
            <numerusform>Its %n name goes: %1.</numerusform>
            <numerusform>All its %n names go: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n container(s) use it: the engine will refuse.</source>
        <translation>
            <numerusform>%n container uses it: the engine will refuse.</numerusform>
            <numerusform>%n containers use it: the engine will refuse.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::Inspector</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in this image</source>
        <translation>
            <numerusform>%n problem in this image</numerusform>
            <numerusform>%n problems in this image</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::JobStrip</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::JsonPanel</name>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::LayersPanel</name>
    <message numerus="yes">
        <source>&amp;Download %n layer(s): %1</source>
        <translation>
            <numerusform>&amp;Download the layer: %1</numerusform>
            <numerusform>&amp;Download %n layers: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::LibraryActions</name>
    <message numerus="yes">
        <source>Importing %n file(s)</source>
        <translation>
            <numerusform>Importing %n file</numerusform>
            <numerusform>Importing %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported %n image(s) into the Library.</source>
        <translation>
            <numerusform>Imported %n image into the Library.</numerusform>
            <numerusform>Imported %n images into the Library.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::MainWindow</name>
    <message numerus="yes">
        <source>%n source(s) could not be read</source>
        <translation>
            <numerusform>%n source could not be read</numerusform>
            <numerusform>%n sources could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::PruneDialog</name>
    <message numerus="yes">
        <source>%1 of %n image(s)</source>
        <translation>
            <numerusform>%1 of %n image</numerusform>
            <numerusform>%1 of %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It takes up to %1 of the disk for %n day(s).</source>
        <translation>
            <numerusform>It takes up to %1 of the disk for %n day.</numerusform>
            <numerusform>It takes up to %1 of the disk for %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <translation>
            <numerusform>day</numerusform>
            <numerusform>days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::PrunePage</name>
    <message numerus="yes">
        <source>day(s)</source>
        <translation>
            <numerusform>day</numerusform>
            <numerusform>days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::PrunedDialog</name>
    <message numerus="yes">
        <source>%n image(s); copies take %1 of the %2 that they may.</source>
        <translation>
            <numerusform>%n image; copies take %1 of the %2 that they may.</numerusform>
            <numerusform>%n images; copies take %1 of the %2 that they may.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) restored.</source>
        <translation>
            <numerusform>%n image restored.</numerusform>
            <numerusform>%n images restored.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete the copies of %n image(s) that were pruned together?</source>
        <translation>
            <numerusform>Delete the copies of %n image that were pruned together?</numerusform>
            <numerusform>Delete the copies of %n images that were pruned together?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forget %n image(s) that were pruned together, with their copies?</source>
        <translation>
            <numerusform>Forget %n image that were pruned together, with their copies?</numerusform>
            <numerusform>Forget %n images that were pruned together, with their copies?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::PullDialog</name>
    <message numerus="yes">
        <source>%n layer(s), %1: nothing to download.</source>
        <translation>
            <numerusform>%n layer, %1: nothing to download.</numerusform>
            <numerusform>%n layers, %1: nothing to download.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s), %1: %2 to download.</source>
        <translation>
            <numerusform>%n layer, %1: %2 to download.</numerusform>
            <numerusform>%n layers, %1: %2 to download.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) left</source>
        <translation>
            <numerusform>%n second left</numerusform>
            <numerusform>%n seconds left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The registry allows %n more pull(s) for now.</source>
        <translation>
            <numerusform>The registry allows %n more pull for now.</numerusform>
            <numerusform>The registry allows %n more pulls for now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) on the way to this plan</source>
        <translation>
            <numerusform>%n problem on the way to this plan</numerusform>
            <numerusform>%n problems on the way to this plan</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::RegistriesPage</name>
    <message numerus="yes">
        <source>%n problem(s) in these files</source>
        <translation>
            <numerusform>%n problem in these files</numerusform>
            <numerusform>%n problems in these files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mirror(s)</source>
        <translation>
            <numerusform>%n mirror</numerusform>
            <numerusform>%n mirrors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::RelativeTime</name>
    <message numerus="yes">
        <source>%n seconds ago</source>
        <translation>
            <numerusform>%n second ago</numerusform>
            <numerusform>%n seconds ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n weeks ago</source>
        <translation>
            <numerusform>%n week ago</numerusform>
            <numerusform>%n weeks ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n months ago</source>
        <translation>
            <numerusform>%n month ago</numerusform>
            <numerusform>%n months ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n years ago</source>
        <translation>
            <numerusform>%n year ago</numerusform>
            <numerusform>%n years ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::SourcesModel</name>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warnings</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
</TS>
