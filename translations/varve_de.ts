<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>CheckTexts</name>
    <message>
        <source>The index is lost</source>
        <translation>Der Index ist verloren</translation>
    </message>
    <message>
        <source>The index cannot be read</source>
        <translation>Der Index ist nicht lesbar</translation>
    </message>
    <message>
        <source>The marker of a layout is missing</source>
        <translation>Das Kennzeichen eines Layouts fehlt</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Wrong size</source>
        <translation>Falsche Größe</translation>
    </message>
    <message>
        <source>Wrong digest</source>
        <translation>Falscher Digest</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>No image, and no index</source>
        <translation>Weder Image noch Index</translation>
    </message>
    <message>
        <source>Damaged, and nothing needs it</source>
        <translation>Beschädigt, und nichts braucht es</translation>
    </message>
    <message>
        <source>Nothing needs it</source>
        <translation>Nichts braucht es</translation>
    </message>
    <message>
        <source>Left behind</source>
        <translation>Zurückgeblieben</translation>
    </message>
    <message>
        <source>Not of the Library</source>
        <translation>Gehört nicht zur Bibliothek</translation>
    </message>
    <message>
        <source>removes it</source>
        <translation>entfernt es</translation>
    </message>
    <message>
        <source>makes a new one, without names</source>
        <translation>legt einen neuen an, ohne Namen</translation>
    </message>
    <message>
        <source>writes it</source>
        <translation>schreibt es</translation>
    </message>
    <message>
        <source>cannot help</source>
        <translation>hilft nicht</translation>
    </message>
    <message>
        <source>leaves it</source>
        <translation>lässt es</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiteres</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n Image</numerusform>
            <numerusform>%n Images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n blob(s)</source>
        <translation>
            <numerusform>%n Blob</numerusform>
            <numerusform>%n Blobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>To be pulled or imported again: %1</source>
        <translation>Erneut zu laden oder zu importieren: %1</translation>
    </message>
    <message>
        <source>Repairing makes a new index out of the images that are here. Their names are lost; the old index is kept beside it.</source>
        <translation>Die Reparatur legt aus den vorhandenen Images einen neuen Index an. Ihre Namen gehen verloren; der alte Index wird daneben aufbewahrt.</translation>
    </message>
    <message>
        <source>Repairing writes the marker anew.</source>
        <translation>Die Reparatur schreibt das Kennzeichen neu.</translation>
    </message>
    <message numerus="yes">
        <source>Repairing removes %n file(s) and frees %1.</source>
        <translation>
            <numerusform>Die Reparatur entfernt %n Datei und gibt %1 frei.</numerusform>
            <numerusform>Die Reparatur entfernt %n Dateien und gibt %1 frei.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Repair: make a new index</source>
        <translation>&amp;Reparieren: neuen Index anlegen</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Repair: remove %n file(s)</source>
        <translation>
            <numerusform>&amp;Reparieren: %n Datei entfernen</numerusform>
            <numerusform>&amp;Reparieren: %n Dateien entfernen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Repair</source>
        <translation>&amp;Reparieren</translation>
    </message>
    <message>
        <source>There is a new index, in which images have no names.</source>
        <translation>Es gibt einen neuen Index, in dem die Images keine Namen haben.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were removed, which freed %1.</source>
        <translation>
            <numerusform>%n Datei wurde entfernt, das gab %1 frei.</numerusform>
            <numerusform>%n Dateien wurden entfernt, das gab %1 frei.</numerusform>
        </translation>
    </message>
    <message>
        <source>It was repaired.</source>
        <translation>Es wurde repariert.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>What they do</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>Open an archive</source>
        <translation>Ein Archiv öffnen</translation>
    </message>
    <message>
        <source>Open a folder with an OCI layout</source>
        <translation>Einen Ordner mit einem OCI-Layout öffnen</translation>
    </message>
    <message>
        <source>Close the selected source</source>
        <translation>Die gewählte Quelle schließen</translation>
    </message>
    <message>
        <source>Read the source again</source>
        <translation>Die Quelle neu einlesen</translation>
    </message>
    <message>
        <source>Go to the filter of the images, or of the view that has the focus</source>
        <translation>Zum Filter der Images oder der Ansicht, die den Fokus hat</translation>
    </message>
    <message>
        <source>Clear the filters</source>
        <translation>Die Filter leeren</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Layers &amp; files, Overview, Containers, JSON</source>
        <translation>Schichten &amp; Dateien, Übersicht, Container, JSON</translation>
    </message>
    <message>
        <source>This layer, Up to here, Whole image, Changes only</source>
        <translation>Diese Schicht, Bis hierher, Ganzes Image, Nur Änderungen</translation>
    </message>
    <message>
        <source>Go to the next pane</source>
        <translation>Zum nächsten Bereich</translation>
    </message>
    <message>
        <source>Jump to the layer that last changed the selected path</source>
        <translation>Zur Schicht springen, die den gewählten Pfad zuletzt geändert hat</translation>
    </message>
    <message>
        <source>Copy what is selected</source>
        <translation>Das Gewählte kopieren</translation>
    </message>
    <message>
        <source>Open or close a folder</source>
        <translation>Einen Ordner auf- oder zuklappen</translation>
    </message>
    <message>
        <source>The context menu</source>
        <translation>Das Kontextmenü</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>About Varve</source>
        <translation>Über Varve</translation>
    </message>
    <message>
        <source>Varve %1</source>
        <translation>Varve %1</translation>
    </message>
    <message>
        <source>See what the container images on your disk are made of.

A varve is one yearly layer of sediment: the history is read from the cut.

© 2026 The Varve developers. Free software under the GNU General Public License, version 3 or later; it comes with no warranty.</source>
        <translation>Sehen, woraus die Container-Images auf der eigenen Platte bestehen.

Eine Warve ist die Sedimentschicht eines Jahres: Die Geschichte liest man am Schnitt ab.

© 2026 Die Varve-Entwickler. Freie Software unter der GNU General Public License, Version 3 oder später; ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>Qt %1</source>
        <translation>Qt %1</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht ausgeführt</translation>
    </message>
    <message>
        <source>The engine did not do it: %1</source>
        <translation>Die Engine hat es nicht ausgeführt: %1</translation>
    </message>
    <message>
        <source>Pull an image</source>
        <translation>Ein Image laden</translation>
    </message>
    <message>
        <source>All jobs, running and ended</source>
        <translation>Alle Aufgaben, laufende und beendete</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>“%1” does not exist.</source>
        <translation>„%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>It may have been moved or deleted. Check the path and try again.</source>
        <translation>Vielleicht wurde es verschoben oder gelöscht. Bitte den Pfad prüfen und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>“%1” may not be read.</source>
        <translation>„%1“ darf nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Ask its owner for permission to read it, or copy it to a place of your own.</source>
        <translation>Bitte den Eigentümer um Leserecht bitten oder es an einen eigenen Ort kopieren.</translation>
    </message>
    <message>
        <source>“%1” asks for a password.</source>
        <translation>„%1“ verlangt ein Passwort.</translation>
    </message>
    <message>
        <source>Log in and try again.</source>
        <translation>Bitte anmelden und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>“%1” cannot be reached.</source>
        <translation>„%1“ ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the connection and try again.</source>
        <translation>Bitte die Verbindung prüfen und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>“%1” has had too many requests.</source>
        <translation>„%1“ hat zu viele Anfragen bekommen.</translation>
    </message>
    <message>
        <source>Wait a few minutes and try again.</source>
        <translation>Bitte einige Minuten warten und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>“%1” is damaged or incomplete.</source>
        <translation>„%1“ ist beschädigt oder unvollständig.</translation>
    </message>
    <message>
        <source>Save or download it again. What could be read is shown.</source>
        <translation>Bitte neu speichern oder herunterladen. Gezeigt wird, was lesbar war.</translation>
    </message>
    <message>
        <source>“%1” is nothing that Varve can read.</source>
        <translation>„%1“ ist nichts, was Varve lesen kann.</translation>
    </message>
    <message>
        <source>Varve opens archives made by “docker save” or “podman save”, and OCI image layouts as a folder or a tar file.</source>
        <translation>Varve öffnet Archive von „docker save“ oder „podman save“ und OCI-Image-Layouts als Ordner oder tar-Datei.</translation>
    </message>
    <message>
        <source>“%1” is larger or deeper than Varve is willing to read.</source>
        <translation>„%1“ ist größer oder tiefer verschachtelt, als Varve zu lesen bereit ist.</translation>
    </message>
    <message>
        <source>Such a file is usually broken or made to do harm. If you trust it, please report it as a defect of Varve.</source>
        <translation>Solche Dateien sind meist kaputt oder sollen schaden. Wer ihr vertraut, melde es bitte als Fehler von Varve.</translation>
    </message>
    <message>
        <source>“%1” was changed while it was being read.</source>
        <translation>„%1“ wurde während des Lesens verändert.</translation>
    </message>
    <message>
        <source>Wait until nobody writes to it any more and reload it.</source>
        <translation>Bitte warten, bis niemand mehr hineinschreibt, und neu einlesen.</translation>
    </message>
    <message>
        <source>There is no space left for “%1”.</source>
        <translation>Für „%1“ ist kein Platz mehr.</translation>
    </message>
    <message>
        <source>Free some space on the disk and try again.</source>
        <translation>Bitte Platz auf der Platte schaffen und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Reading “%1” was cancelled.</source>
        <translation>Das Lesen von „%1“ wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Reload it to read the rest.</source>
        <translation>Neu einlesen holt den Rest.</translation>
    </message>
    <message>
        <source>Varve failed on “%1”.</source>
        <translation>Varve ist an „%1“ gescheitert.</translation>
    </message>
    <message>
        <source>This is a defect of Varve. Please report it with the details.</source>
        <translation>Das ist ein Fehler von Varve. Bitte mit den Einzelheiten melden.</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>may not be read</source>
        <translation>darf nicht gelesen werden</translation>
    </message>
    <message>
        <source>not supported</source>
        <translation>wird nicht unterstützt</translation>
    </message>
    <message>
        <source>past a limit</source>
        <translation>jenseits einer Grenze</translation>
    </message>
    <message>
        <source>ambiguous</source>
        <translation>mehrdeutig</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>The image</source>
        <translation>Das Image</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is not running.</source>
        <translation>%1 läuft nicht.</translation>
    </message>
    <message>
        <source>Nothing listens at %2. Start it with “systemctl start docker”, or “systemctl --user start podman.socket” for Podman; it appears here by itself.</source>
        <translation>An %2 antwortet niemand. Mit „systemctl start docker“ oder, für Podman, „systemctl --user start podman.socket“ wird sie gestartet; sie erscheint hier dann von selbst.</translation>
    </message>
    <message>
        <source>You may not use %1.</source>
        <translation>%1 dürfen Sie nicht benutzen.</translation>
    </message>
    <message>
        <source>%2 belongs to others. For Docker, “sudo usermod -aG docker $USER” and a new login let you in (members of that group have the rights of root); Podman can run as yourself: “systemctl --user start podman.socket”.</source>
        <translation>%2 gehört anderen. Bei Docker helfen „sudo usermod -aG docker $USER“ und eine neue Anmeldung (wer in dieser Gruppe ist, hat die Rechte von root); Podman kann unter Ihrem eigenen Namen laufen: „systemctl --user start podman.socket“.</translation>
    </message>
    <message>
        <source>%1 and Varve do not trust each other&apos;s certificates.</source>
        <translation>%1 und Varve vertrauen den Zertifikaten des anderen nicht.</translation>
    </message>
    <message>
        <source>Check the authority, the certificate and the key that belong to %2.</source>
        <translation>Prüfen Sie Zertifizierungsstelle, Zertifikat und Schlüssel, die zu %2 gehören.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht zu erreichen.</translation>
    </message>
    <message>
        <source>%2 does not answer as it should. It is tried again by itself.</source>
        <translation>%2 antwortet nicht, wie es sollte. Es wird von selbst erneut versucht.</translation>
    </message>
    <message>
        <source>%1 gives answers that make no sense.</source>
        <translation>Die Antworten von %1 ergeben keinen Sinn.</translation>
    </message>
    <message>
        <source>Something else than a container engine may listen at %2.</source>
        <translation>An %2 antwortet vielleicht etwas anderes als eine Container-Engine.</translation>
    </message>
    <message>
        <source>%1 cannot be used.</source>
        <translation>%1 kann nicht benutzt werden.</translation>
    </message>
    <message>
        <source>The details say what is missing. Its address is %2.</source>
        <translation>Die Einzelheiten sagen, was fehlt. Die Adresse ist %2.</translation>
    </message>
    <message>
        <source>Connecting to %1 was cancelled.</source>
        <translation>Das Verbinden mit %1 wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Try again to connect to %2.</source>
        <translation>Versuchen Sie erneut, sich mit %2 zu verbinden.</translation>
    </message>
    <message>
        <source>%1 does not list its images.</source>
        <translation>%1 nennt seine Images nicht.</translation>
    </message>
    <message>
        <source>%2 answered with the error below. It is tried again by itself.</source>
        <translation>%2 hat mit dem Fehler unten geantwortet. Es wird von selbst erneut versucht.</translation>
    </message>
    <message>
        <source>A certificate for %1 cannot be used.</source>
        <translation>Ein Zertifikat für %1 ist nicht zu gebrauchen.</translation>
    </message>
    <message>
        <source>Check the file %2, or choose another one.</source>
        <translation>Prüfen Sie die Datei %2, oder wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>%1 does not prove who it is.</source>
        <translation>%1 weist sich nicht aus.</translation>
    </message>
    <message>
        <source>Check the address %2, and that the authority is the one its certificate is from. Varve does not connect without that.</source>
        <translation>Prüfen Sie die Adresse %2, und ob das Zertifikat von der gewählten Stelle stammt. Ohne das verbindet sich Varve nicht.</translation>
    </message>
    <message>
        <source>%1 does not accept your certificate.</source>
        <translation>%1 nimmt Ihr Zertifikat nicht an.</translation>
    </message>
    <message>
        <source>%2 lets in only those who have a certificate from its own authority. Choose yours and its key.</source>
        <translation>%2 lässt nur ein, wer ein Zertifikat der eigenen Stelle hat. Wählen Sie Ihres und den Schlüssel dazu.</translation>
    </message>
    <message>
        <source>%1 cannot be reached without ssh.</source>
        <translation>%1 ist ohne ssh nicht zu erreichen.</translation>
    </message>
    <message>
        <source>The program ssh is not installed. Its package is usually called openssh-client; then %2 is tried again by itself.</source>
        <translation>Das Programm ssh ist nicht installiert. Sein Paket heißt meist openssh-client; danach wird %2 von selbst wieder versucht.</translation>
    </message>
    <message>
        <source>The host of %1 is not known to ssh.</source>
        <translation>Der Rechner von %1 ist ssh nicht bekannt.</translation>
    </message>
    <message>
        <source>Connect to it once with ssh in a terminal, and compare its key before you accept it. The address is %2.</source>
        <translation>Verbinden Sie sich einmal mit ssh in einem Terminal, und vergleichen Sie den Schlüssel, bevor Sie ihn annehmen. Die Adresse ist %2.</translation>
    </message>
    <message>
        <source>%1 does not let ssh in.</source>
        <translation>%1 lässt ssh nicht ein.</translation>
    </message>
    <message>
        <source>Check the user in %2, and that ssh gets in from a terminal without a question: a key has to be there, and known to the agent when it has a passphrase (ssh-add).</source>
        <translation>Prüfen Sie den Benutzer in %2, und ob ssh aus einem Terminal ohne Rückfrage hineinkommt: Ein Schlüssel muss da sein, und dem Agenten bekannt, wenn er ein Kennwort hat (ssh-add).</translation>
    </message>
    <message>
        <source>There is no docker or podman on the host of %1.</source>
        <translation>Auf dem Rechner von %1 gibt es weder docker noch podman.</translation>
    </message>
    <message>
        <source>%2 was reached, but the program that leads to its engine is not in PATH.</source>
        <translation>%2 wurde erreicht, aber das Programm, das zur Engine führt, ist nicht in PATH.</translation>
    </message>
    <message>
        <source>“%1” is not there.</source>
        <translation>„%1“ ist nicht da.</translation>
    </message>
    <message>
        <source>Check the name, the tag and the platform. Registries also say so of images that need a login.</source>
        <translation>Prüfen Sie Name, Tag und Plattform. Registries sagen das auch von Images, die eine Anmeldung brauchen.</translation>
    </message>
    <message>
        <source>“%1” needs a login.</source>
        <translation>„%1“ braucht eine Anmeldung.</translation>
    </message>
    <message>
        <source>“%1” may not be pulled.</source>
        <translation>„%1“ darf nicht geladen werden.</translation>
    </message>
    <message>
        <source>Check the name, and whether the login may read it.</source>
        <translation>Prüfen Sie den Namen, und ob die Anmeldung es lesen darf.</translation>
    </message>
    <message>
        <source>The registry of “%1” cannot be reached.</source>
        <translation>Die Registry von „%1“ ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check the network. Trying again goes on where this ended.</source>
        <translation>Prüfen Sie das Netz. Ein neuer Versuch macht dort weiter, wo dieser endete.</translation>
    </message>
    <message>
        <source>The registry lets nobody pull so often.</source>
        <translation>Die Registry lässt so häufiges Laden nicht zu.</translation>
    </message>
    <message>
        <source>Wait a while, or log in: that allows more.</source>
        <translation>Warten Sie eine Weile, oder melden Sie sich an: das erlaubt mehr.</translation>
    </message>
    <message>
        <source>What the registry sent of “%1” is not what it should be.</source>
        <translation>Was die Registry von „%1“ geschickt hat, ist nicht, was es sein sollte.</translation>
    </message>
    <message>
        <source>Nothing of it was kept. Try again; then tell those who run the registry.</source>
        <translation>Nichts davon wurde behalten. Versuchen Sie es erneut; sagen Sie es sonst den Betreibern der Registry.</translation>
    </message>
    <message>
        <source>“%1” cannot be pulled.</source>
        <translation>„%1“ kann nicht geladen werden.</translation>
    </message>
    <message>
        <source>The details say what is missing.</source>
        <translation>Die Einzelheiten sagen, was fehlt.</translation>
    </message>
    <message>
        <source>Free some space on the disk and try again: layers that were whole are kept.</source>
        <translation>Schaffen Sie Platz auf der Platte und versuchen Sie es erneut: vollständige Schichten bleiben erhalten.</translation>
    </message>
    <message>
        <source>“%1” was not pulled.</source>
        <translation>„%1“ wurde nicht geladen.</translation>
    </message>
    <message>
        <source>The details say why. Trying again goes on where this ended.</source>
        <translation>Die Einzelheiten sagen, warum. Ein neuer Versuch macht dort weiter, wo dieser endete.</translation>
    </message>
    <message>
        <source>The Library may not be used.</source>
        <translation>Die Bibliothek darf nicht benutzt werden.</translation>
    </message>
    <message>
        <source>Check who owns its folder, and whether its disk can be written to.</source>
        <translation>Prüfen Sie, wem ihr Ordner gehört und ob ihre Platte beschreibbar ist.</translation>
    </message>
    <message>
        <source>There is no space left for the Library.</source>
        <translation>Für die Bibliothek ist kein Platz mehr.</translation>
    </message>
    <message>
        <source>Free some space on its disk and try again: layers that were whole are kept until then.</source>
        <translation>Schaffen Sie Platz auf ihrer Platte und versuchen Sie es erneut: vollständige Schichten bleiben bis dahin erhalten.</translation>
    </message>
    <message>
        <source>The folder of the Library is something else.</source>
        <translation>Der Ordner der Bibliothek ist etwas anderes.</translation>
    </message>
    <message>
        <source>Look at what is there, and move it to another place.</source>
        <translation>Sehen Sie nach, was dort liegt, und verschieben Sie es.</translation>
    </message>
    <message>
        <source>The Library is damaged.</source>
        <translation>Die Bibliothek ist beschädigt.</translation>
    </message>
    <message>
        <source>File &gt; Check Library says how far, and repairs what can be repaired.</source>
        <translation>Datei &gt; Bibliothek prüfen sagt, wie weit, und repariert, was zu reparieren ist.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>Es wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Start again.</source>
        <translation>Beginnen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Varve failed on the Library.</source>
        <translation>Varve ist an der Bibliothek gescheitert.</translation>
    </message>
    <message>
        <source>A part of “%1” is missing.</source>
        <translation>Ein Teil von „%1“ fehlt.</translation>
    </message>
    <message>
        <source>Save or download it again, and import it then.</source>
        <translation>Speichern oder laden Sie sie erneut, und importieren Sie sie dann.</translation>
    </message>
    <message>
        <source>Save or download it again. No damaged image was imported.</source>
        <translation>Speichern oder laden Sie sie erneut. Kein beschädigtes Image wurde importiert.</translation>
    </message>
    <message>
        <source>“%1” holds nothing that can be imported.</source>
        <translation>„%1“ enthält nichts, was sich importieren lässt.</translation>
    </message>
    <message>
        <source>Images come from archives made by “docker save” or “podman save”, and from OCI image layouts.</source>
        <translation>Images kommen aus Archiven von „docker save“ oder „podman save“ und aus OCI-Image-Layouts.</translation>
    </message>
    <message>
        <source>“%1” was not written: the image is damaged.</source>
        <translation>„%1“ wurde nicht geschrieben: das Image ist beschädigt.</translation>
    </message>
    <message>
        <source>File &gt; Check Library says what is wrong. Then pull or import it again.</source>
        <translation>Datei &gt; Bibliothek prüfen sagt, was fehlt. Laden oder importieren Sie es dann erneut.</translation>
    </message>
    <message>
        <source>Free some space, or choose another place. A file that was there before is still as it was.</source>
        <translation>Schaffen Sie Platz, oder wählen Sie einen anderen Ort. Eine Datei, die vorher dort war, ist noch, wie sie war.</translation>
    </message>
    <message>
        <source>“%1” may not be written.</source>
        <translation>„%1“ darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>“%1” cannot be replaced.</source>
        <translation>„%1“ kann nicht ersetzt werden.</translation>
    </message>
    <message>
        <source>Choose another name: what is there is no ordinary file, or part of the Library.</source>
        <translation>Wählen Sie einen anderen Namen: dort ist keine gewöhnliche Datei, oder sie gehört zur Bibliothek.</translation>
    </message>
    <message>
        <source>“%1” was not written: this image cannot stand in such an archive.</source>
        <translation>„%1“ wurde nicht geschrieben: dieses Image kann nicht in einem solchen Archiv stehen.</translation>
    </message>
    <message>
        <source>Export it as an OCI archive.</source>
        <translation>Exportieren Sie es als OCI-Archiv.</translation>
    </message>
    <message>
        <source>The folder of “%1” does not exist.</source>
        <translation>Den Ordner von „%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>“%1” was not written.</source>
        <translation>„%1“ wurde nicht geschrieben.</translation>
    </message>
    <message>
        <source>The details say why. A file that was there before is still as it was.</source>
        <translation>Die Einzelheiten sagen, warum. Eine Datei, die vorher dort war, ist noch, wie sie war.</translation>
    </message>
    <message>
        <source>“%1” is not in the Library any more.</source>
        <translation>„%1“ ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
        <source>The list shows what is there now.</source>
        <translation>Die Liste zeigt, was jetzt da ist.</translation>
    </message>
    <message>
        <source>Nothing was done with “%1”.</source>
        <translation>Mit „%1“ wurde nichts getan.</translation>
    </message>
    <message>
        <source>The details say what stands against it. Try again after that.</source>
        <translation>Die Einzelheiten sagen, was dagegen steht. Versuchen Sie es danach erneut.</translation>
    </message>
    <message>
        <source>“%1” cannot be the name of an image.</source>
        <translation>„%1“ kann kein Name eines Images sein.</translation>
    </message>
    <message>
        <source>A name is a repository in lower case, and a tag behind a colon: team/app:1.4.</source>
        <translation>Ein Name ist ein Repository in Kleinbuchstaben und ein Tag hinter einem Doppelpunkt: team/app:1.4.</translation>
    </message>
    <message>
        <source>The registry of “%1” does not speak TLS.</source>
        <translation>Die Registry von „%1“ spricht kein TLS.</translation>
    </message>
    <message>
        <source>Everybody on the network between could read along. Where that does not matter, allow plain http for it under File &gt; Settings &gt; Registries.</source>
        <translation>Jeder im Netz dazwischen könnte mitlesen. Wo das nichts ausmacht, erlauben Sie ihr einfaches http unter Datei &gt; Einstellungen &gt; Registries.</translation>
    </message>
    <message>
        <source>The registry of “%1” does not prove who it is.</source>
        <translation>Die Registry von „%1“ weist sich nicht aus.</translation>
    </message>
    <message>
        <source>Check its name, and choose the authority that its certificate is from under File &gt; Settings &gt; Registries.</source>
        <translation>Prüfen Sie den Namen, und wählen Sie unter Datei &gt; Einstellungen &gt; Registries die Zertifizierungsstelle, von der ihr Zertifikat ist.</translation>
    </message>
    <message>
        <source>The registry of “%1” does not accept your certificate.</source>
        <translation>Die Registry von „%1“ nimmt Ihr Zertifikat nicht an.</translation>
    </message>
    <message>
        <source>It lets in only those who have a certificate from its own authority. Choose yours and its key under File &gt; Settings &gt; Registries.</source>
        <translation>Sie lässt nur herein, wer ein Zertifikat ihrer eigenen Stelle hat. Wählen Sie Ihres und den Schlüssel dazu unter Datei &gt; Einstellungen &gt; Registries.</translation>
    </message>
    <message>
        <source>A certificate for the registry of “%1” cannot be used.</source>
        <translation>Ein Zertifikat für die Registry von „%1“ ist nicht zu gebrauchen.</translation>
    </message>
    <message>
        <source>Choose another file under File &gt; Settings &gt; Registries.</source>
        <translation>Wählen Sie eine andere Datei unter Datei &gt; Einstellungen &gt; Registries.</translation>
    </message>
    <message>
        <source>%1 does not accept this login.</source>
        <translation>%1 nimmt diese Anmeldung nicht an.</translation>
    </message>
    <message>
        <source>Check the user name and the password. Many registries want an access token instead of the password of their web site.</source>
        <translation>Prüfen Sie Benutzernamen und Passwort. Viele Registries wollen ein Zugriffstoken statt des Passworts ihrer Website.</translation>
    </message>
    <message>
        <source>%1 does not let this user in.</source>
        <translation>%1 lässt diesen Benutzer nicht herein.</translation>
    </message>
    <message>
        <source>Check whether the login, or the token, may read the image.</source>
        <translation>Prüfen Sie, ob die Anmeldung oder das Token das Image lesen darf.</translation>
    </message>
    <message>
        <source>%1 does not ask for a login in a way that Varve knows.</source>
        <translation>%1 fragt nicht so nach einer Anmeldung, wie Varve es kennt.</translation>
    </message>
    <message>
        <source>A login changes nothing here. The details say more.</source>
        <translation>Eine Anmeldung ändert hier nichts. Mehr steht in den Einzelheiten.</translation>
    </message>
    <message>
        <source>Check the network and try again.</source>
        <translation>Prüfen Sie das Netz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>%1 has had too many requests.</source>
        <translation>%1 hat zu viele Anfragen bekommen.</translation>
    </message>
    <message>
        <source>Wait a while and try again.</source>
        <translation>Warten Sie eine Weile und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Logging in to %1 was cancelled.</source>
        <translation>Die Anmeldung bei %1 wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Nothing was kept.</source>
        <translation>Es wurde nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>Something else than a registry may answer there.</source>
        <translation>Vielleicht antwortet dort etwas anderes als eine Registry.</translation>
    </message>
    <message>
        <source>Log in here, or with “docker login” or “podman login” and try again: Varve uses the same logins.</source>
        <translation>Melden Sie sich hier an, oder mit „docker login“ oder „podman login“, und versuchen Sie es noch einmal: Varve nutzt dieselben Anmeldungen.</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 Bytes</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>PruneTexts</name>
    <message>
        <source>pulled by digest</source>
        <translation>nach Digest geladen</translation>
    </message>
    <message>
        <source>no registry is known to have it</source>
        <translation>keine Registry ist bekannt, die es hat</translation>
    </message>
    <message>
        <source>stays: the container %1 needs it</source>
        <translation>bleibt: der Container %1 braucht es</translation>
    </message>
    <message>
        <source>stays: the image %1 was built upon it</source>
        <translation>bleibt: das Image %1 wurde darauf gebaut</translation>
    </message>
    <message>
        <source>stays: protected by “%1” in the settings</source>
        <translation>bleibt: geschützt durch „%1“ in den Einstellungen</translation>
    </message>
    <message>
        <source>stays: it came within the last day</source>
        <translation>bleibt: es kam erst im Lauf des letzten Tages</translation>
    </message>
    <message>
        <source>stays: among the newest of %1</source>
        <translation>bleibt: unter den neuesten von %1</translation>
    </message>
    <message>
        <source>stays: one of the platforms of %1</source>
        <translation>bleibt: eine der Plattformen von %1</translation>
    </message>
    <message>
        <source>stays: an image of several platforms, which “podman manifest rm” removes</source>
        <translation>bleibt: ein Image für mehrere Plattformen, das „podman manifest rm“ entfernt</translation>
    </message>
    <message>
        <source>dangling: it has no name</source>
        <translation>dangling: es hat keinen Namen</translation>
    </message>
    <message>
        <source>unused: no container refers to it</source>
        <translation>unbenutzt: kein Container verweist darauf</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>skipped: it was gone already</source>
        <translation>übersprungen: es war schon weg</translation>
    </message>
    <message>
        <source>skipped: %1</source>
        <translation>übersprungen: %1</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>gescheitert: %1</translation>
    </message>
    <message>
        <source>still there: cancelled before its turn</source>
        <translation>noch da: abgebrochen, bevor es an die Reihe kam</translation>
    </message>
    <message>
        <source>Remove nothing</source>
        <translation>Nichts entfernen</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Remove %n image(s), free %1</source>
        <translation>
            <numerusform>%n Image &amp;entfernen, %1 freigeben</numerusform>
            <numerusform>%n Images &amp;entfernen, %1 freigeben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) removed</source>
        <translation>
            <numerusform>%n Image entfernt</numerusform>
            <numerusform>%n Images entfernt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 planned; the source does not say what became free</source>
        <translation>%1 geplant; die Quelle sagt nicht, was frei wurde</translation>
    </message>
    <message>
        <source>%1 planned, %2 measured</source>
        <translation>%1 geplant, %2 gemessen</translation>
    </message>
    <message numerus="yes">
        <source>%n skipped</source>
        <translation>
            <numerusform>%n übersprungen</numerusform>
            <numerusform>%n übersprungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n gescheitert</numerusform>
            <numerusform>%n gescheitert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cancelled</source>
        <translation>
            <numerusform>%n abgebrochen</numerusform>
            <numerusform>%n abgebrochen</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no room for the copy, so nothing was removed from %1.</source>
        <translation>Für die Kopie ist kein Platz, darum wurde aus %1 nichts entfernt.</translation>
    </message>
    <message>
        <source>Remove without keeping a copy, or fewer images at a time.</source>
        <translation>Entfernen Sie ohne Kopie oder weniger Images auf einmal.</translation>
    </message>
    <message>
        <source>The copy would be larger than copies may be, so nothing was removed from %1.</source>
        <translation>Die Kopie wäre größer, als Kopien sein dürfen, darum wurde aus %1 nichts entfernt.</translation>
    </message>
    <message>
        <source>Allow more in the settings, or remove fewer images at a time.</source>
        <translation>Erlauben Sie in den Einstellungen mehr, oder entfernen Sie weniger Images auf einmal.</translation>
    </message>
    <message>
        <source>Cancelled before anything was removed from %1.</source>
        <translation>Abgebrochen, bevor etwas aus %1 entfernt wurde.</translation>
    </message>
    <message>
        <source>Everything is as it was.</source>
        <translation>Alles ist, wie es war.</translation>
    </message>
    <message>
        <source>planned %1, measured %2</source>
        <translation>geplant %1, gemessen %2</translation>
    </message>
    <message>
        <source>%1: a build is running, which may need what looks unused.</source>
        <translation>%1: Ein Build läuft, der brauchen kann, was unbenutzt aussieht.</translation>
    </message>
    <message>
        <source>still there: nothing was done in this source</source>
        <translation>noch da: in dieser Quelle wurde nichts getan</translation>
    </message>
    <message>
        <source>Nothing was removed from %1.</source>
        <translation>Aus %1 wurde nichts entfernt.</translation>
    </message>
    <message>
        <source>What was in the way stands in the details.</source>
        <translation>Was im Weg war, steht in den Einzelheiten.</translation>
    </message>
</context>
<context>
    <name>QDialog</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ReferenceText</name>
    <message>
        <source>The name is longer than any registry takes.</source>
        <translation>Der Name ist länger, als irgendeine Registry annimmt.</translation>
    </message>
    <message>
        <source>There may be no spaces in it.</source>
        <translation>Leerzeichen dürfen nicht darin vorkommen.</translation>
    </message>
    <message>
        <source>This is a command; only the name of the image is needed.</source>
        <translation>Das ist ein Befehl; nur der Name des Images wird gebraucht.</translation>
    </message>
    <message>
        <source>A name has no “%1” in front.</source>
        <translation>Vor einem Namen steht kein „%1“.</translation>
    </message>
    <message>
        <source>This is the address of a page about the image, not its name.</source>
        <translation>Das ist die Adresse einer Seite über das Image, nicht sein Name.</translation>
    </message>
    <message>
        <source>The name of the repository is missing.</source>
        <translation>Der Name des Repositorys fehlt.</translation>
    </message>
    <message>
        <source>Something is missing between two slashes, or at an end.</source>
        <translation>Zwischen zwei Schrägstrichen oder an einem Ende fehlt etwas.</translation>
    </message>
    <message>
        <source>“%1” cannot be in a name: letters, digits, “.”, “_” and “-” can.</source>
        <translation>„%1“ kann nicht in einem Namen stehen: nur Buchstaben, Ziffern, „.“, „_“ und „-“.</translation>
    </message>
    <message>
        <source>“%1” stands between letters and digits only.</source>
        <translation>„%1“ steht nur zwischen Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>Repositories are in lower case: “%1” is not.</source>
        <translation>Repositorys werden klein geschrieben: „%1“ ist es nicht.</translation>
    </message>
    <message>
        <source>This is the ID of an image; registries know images by their names.</source>
        <translation>Das ist die ID eines Images; Registries kennen Images nach ihren Namen.</translation>
    </message>
    <message>
        <source>“%1” cannot be in the name of a registry.</source>
        <translation>„%1“ kann nicht im Namen einer Registry stehen.</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Ein Port ist eine Zahl von 1 bis 65535.</translation>
    </message>
    <message>
        <source>The tag behind the colon is missing.</source>
        <translation>Das Tag hinter dem Doppelpunkt fehlt.</translation>
    </message>
    <message>
        <source>There is a second colon: a tag has none in it.</source>
        <translation>Da ist ein zweiter Doppelpunkt: in einem Tag steht keiner.</translation>
    </message>
    <message>
        <source>“%1” cannot be in a tag: letters, digits, “.”, “_” and “-” can.</source>
        <translation>„%1“ kann nicht in einem Tag stehen: nur Buchstaben, Ziffern, „.“, „_“ und „-“.</translation>
    </message>
    <message>
        <source>A tag has 128 characters at most.</source>
        <translation>Ein Tag hat höchstens 128 Zeichen.</translation>
    </message>
    <message>
        <source>The digest behind the “@” is missing.</source>
        <translation>Der Digest hinter dem „@“ fehlt.</translation>
    </message>
    <message>
        <source>A digest begins with “sha256:” or “sha512:”.</source>
        <translation>Ein Digest beginnt mit „sha256:“ oder „sha512:“.</translation>
    </message>
    <message>
        <source>“%1” cannot be in a digest: digits and the letters a to f can.</source>
        <translation>„%1“ kann nicht in einem Digest stehen: nur Ziffern und die Buchstaben a bis f.</translation>
    </message>
    <message>
        <source>The digest is not of the right length.</source>
        <translation>Der Digest hat nicht die richtige Länge.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>See what container images are made of.</source>
        <translation>Sehen, woraus Container-Images bestehen.</translation>
    </message>
    <message>
        <source>Colours for this run: system, light or dark.</source>
        <translation>Farben für diesen Lauf: system, light oder dark.</translation>
    </message>
    <message>
        <source>Image archives and OCI layouts to open.</source>
        <translation>Zu öffnende Image-Archive und OCI-Layouts.</translation>
    </message>
    <message>
        <source>varve: --theme takes system, light or dark
</source>
        <translation>varve: --theme kennt system, light oder dark
</translation>
    </message>
</context>
<context>
    <name>varve::CachePage</name>
    <message>
        <source>&amp;Clear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Varve keeps which files each layer holds, so that it shows an image at once when you look at it again. Contents of files are not kept.</source>
        <translation>Varve merkt sich, welche Dateien jede Schicht enthält, und zeigt ein Image beim nächsten Mal sofort. Inhalte von Dateien werden nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird nachgesehen …</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Removes what is kept. Layers are read again when you look at them.</source>
        <translation>Entfernt, was aufbewahrt ist. Schichten werden wieder gelesen, wenn Sie sie ansehen.</translation>
    </message>
    <message>
        <source>Kept now</source>
        <translation>Zurzeit</translation>
    </message>
    <message>
        <source>&amp;At most</source>
        <translation>&amp;Höchstens</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Layer cache</source>
        <translation>Schichten-Cache</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n layer(s)</source>
        <translation>
            <numerusform>%1 von %n Schicht</numerusform>
            <numerusform>%1 von %n Schichten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::CheckDialog</name>
    <message>
        <source>C&amp;opy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>&amp;Erneut prüfen</translation>
    </message>
    <message>
        <source>Check the Library</source>
        <translation>Bibliothek prüfen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Copy the selected rows as text, or all of them</source>
        <translation>Die gewählten Zeilen als Text kopieren, oder alle</translation>
    </message>
    <message>
        <source>Checking the Library</source>
        <translation>Bibliothek wird geprüft</translation>
    </message>
    <message>
        <source>Repairing the Library</source>
        <translation>Bibliothek wird repariert</translation>
    </message>
    <message>
        <source>Every blob is read and held against its digest. Other work can go on meanwhile.</source>
        <translation>Jeder Blob wird gelesen und mit seinem Digest verglichen. Anderes kann inzwischen weitergehen.</translation>
    </message>
    <message>
        <source>This waits until nothing is brought into it any more.</source>
        <translation>Dies wartet, bis nichts mehr in sie gebracht wird.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>What was read so far says nothing of the rest.</source>
        <translation>Was bisher gelesen wurde, sagt nichts über den Rest.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Everything is as it should be: %1</source>
        <translation>Alles ist, wie es sein soll: %1</translation>
    </message>
    <message>
        <source>Looking at what is there …</source>
        <translation>Sieht nach, was da ist …</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>varve::ContainersModel</name>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Container ID</source>
        <translation>Container-ID</translation>
    </message>
    <message>
        <source>created</source>
        <translation>erstellt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>restarting</source>
        <translation>startet neu</translation>
    </message>
    <message>
        <source>being removed</source>
        <translation>wird entfernt</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>tot</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>%1 bytes, as the engine counts them</source>
        <translation>%1 Bytes, wie die Engine sie zählt</translation>
    </message>
</context>
<context>
    <name>varve::ContainersPanel</name>
    <message>
        <source>Show what it &amp;wrote</source>
        <translation>Zeigen, was er &amp;geschrieben hat</translation>
    </message>
    <message>
        <source>Show the &amp;image alone</source>
        <translation>Nur das &amp;Image zeigen</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>The container&apos;s own layer, on top of the image&apos;s: what it added, changed and removed</source>
        <translation>Die eigene Schicht des Containers über denen des Images: was er hinzugefügt, geändert und entfernt hat</translation>
    </message>
    <message>
        <source>No containers</source>
        <translation>Keine Container</translation>
    </message>
    <message>
        <source>Only container engines know which containers use an image.</source>
        <translation>Nur Container-Engines wissen, welche Container ein Image benutzen.</translation>
    </message>
    <message>
        <source>No container uses this image</source>
        <translation>Kein Container benutzt dieses Image</translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation>&amp;Namen kopieren</translation>
    </message>
    <message>
        <source>Copy container &amp;ID</source>
        <translation>Container-&amp;ID kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;command</source>
        <translation>&amp;Befehl kopieren</translation>
    </message>
    <message>
        <source>Counting what a container wrote</source>
        <translation>Zählen, was ein Container geschrieben hat</translation>
    </message>
</context>
<context>
    <name>varve::DetailsModel</name>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Annotationen</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source>%1 (%2 bytes)</source>
        <translation>%1 (%2 Bytes)</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>none (dangling)</source>
        <translation>keiner (dangling)</translation>
    </message>
    <message>
        <source>Image ID</source>
        <translation>Image-ID</translation>
    </message>
    <message>
        <source>Manifest digest</source>
        <translation>Digest des Manifests</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Artifact type</source>
        <translation>Artefakttyp</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>not local: only its description is here</source>
        <translation>nicht lokal: nur die Beschreibung ist hier</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Layers as stored</source>
        <translation>Schichten, wie gespeichert</translation>
    </message>
    <message>
        <source>Unpacked (sum of the layers)</source>
        <translation>Entpackt (Summe der Schichten)</translation>
    </message>
    <message>
        <source>File content in all layers</source>
        <translation>Dateiinhalt in allen Schichten</translation>
    </message>
    <message>
        <source>File content visible in the end</source>
        <translation>Am Ende sichtbarer Dateiinhalt</translation>
    </message>
    <message>
        <source>Wasted by overwriting and removing</source>
        <translation>Verschwendet durch Überschreiben und Löschen</translation>
    </message>
    <message>
        <source>Efficiency</source>
        <translation>Effizienz</translation>
    </message>
    <message>
        <source>%1 % of the stored content is visible</source>
        <translation>%1 % des gespeicherten Inhalts sind sichtbar</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>, every %1 s</source>
        <translation>, alle %1 s</translation>
    </message>
    <message>
        <source>, at most %1 s</source>
        <translation>, höchstens %1 s</translation>
    </message>
    <message>
        <source>, after %1 s</source>
        <translation>, nach %1 s</translation>
    </message>
    <message>
        <source>, failed after %1 tries</source>
        <translation>, gescheitert nach %1 Versuchen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Ausführung</translation>
    </message>
    <message>
        <source>Entrypoint</source>
        <translation>Entrypoint</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Working directory</source>
        <translation>Arbeitsverzeichnis</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volume</translation>
    </message>
    <message>
        <source>Stop signal</source>
        <translation>Stoppsignal</translation>
    </message>
    <message>
        <source>Health check</source>
        <translation>Health-Check</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>Shell</translation>
    </message>
    <message>
        <source>On build</source>
        <translation>Beim Bauen</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Autor</translation>
    </message>
    <message>
        <source>Docker version</source>
        <translation>Docker-Version</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>varve::DropOverlay</name>
    <message numerus="yes">
        <source>Drop to open %n item(s)</source>
        <translation>
            <numerusform>Loslassen öffnet %n Eintrag</numerusform>
            <numerusform>Loslassen öffnet %n Einträge</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::EmptyPage</name>
    <message>
        <source>See what container images are made of</source>
        <translation>Sehen, woraus Container-Images bestehen</translation>
    </message>
    <message>
        <source>Open what “docker save” or “podman save” wrote, or an OCI image layout: every layer, and what it added, changed and removed.</source>
        <translation>Öffnet, was „docker save“ oder „podman save“ schrieb, oder ein OCI-Image-Layout: jede Schicht und was sie hinzugefügt, geändert und gelöscht hat.</translation>
    </message>
    <message>
        <source>Open an archive …</source>
        <translation>Archiv öffnen …</translation>
    </message>
    <message>
        <source>Open a folder …</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>or drop files and folders here</source>
        <translation>oder Dateien und Ordner hier ablegen</translation>
    </message>
    <message>
        <source>Recently opened</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Pull an image …</source>
        <translation>Image laden …</translation>
    </message>
</context>
<context>
    <name>varve::EngineForm</name>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Add an engine</source>
        <translation>Engine hinzufügen</translation>
    </message>
    <message>
        <source>Change an engine</source>
        <translation>Engine ändern</translation>
    </message>
    <message>
        <source>as you want to see it in the list</source>
        <translation>wie sie in der Liste heißen soll</translation>
    </message>
    <message>
        <source>unix:///run/docker.sock, tcp://host:2375, https://host:2376, ssh://user@host[:port][/socket]</source>
        <translation>unix:///run/docker.sock, tcp://host:2375, https://host:2376, ssh://user@host[:port][/socket]</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Engine</source>
        <translation>&amp;Engine</translation>
    </message>
    <message>
        <source>Certificate of the authority</source>
        <translation>Zertifikat der Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>Certificate of yours</source>
        <translation>Ihr Zertifikat</translation>
    </message>
    <message>
        <source>Key of your certificate</source>
        <translation>Schlüssel Ihres Zertifikats</translation>
    </message>
    <message>
        <source>A&amp;uthority</source>
        <translation>Zertifizierungs&amp;stelle</translation>
    </message>
    <message>
        <source>&amp;Certificate</source>
        <translation>&amp;Zertifikat</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>S&amp;chlüssel</translation>
    </message>
    <message>
        <source>Private key for ssh</source>
        <translation>Privater Schlüssel für ssh</translation>
    </message>
    <message>
        <source>Ssh &amp;identity</source>
        <translation>Ssh-&amp;Identität</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Everybody on the network between can read and change what goes there. Better use ssh:// or https://.</source>
        <translation>Jeder im Netz dazwischen kann mitlesen und ändern, was dorthin geht. Besser sind ssh:// oder https://.</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Verbinden …</translation>
    </message>
    <message numerus="yes">
        <source>It answers, and has %n image(s).</source>
        <translation>
            <numerusform>Sie antwortet und hat %n Image.</numerusform>
            <numerusform>Sie antwortet und hat %n Images.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::EnginesPage</name>
    <message>
        <source>&amp;Change …</source>
        <translation>Ä&amp;ndern …</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Where it was found</source>
        <translation>Wo sie gefunden wurde</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>Engines</translation>
    </message>
    <message>
        <source>Engines with a mark are shown. Those of your environment, of docker&apos;s contexts and of podman&apos;s connections are found by themselves.</source>
        <translation>Gezeigt werden die Engines mit Haken. Die Ihrer Umgebung, der Kontexte von docker und der Verbindungen von podman werden von selbst gefunden.</translation>
    </message>
    <message>
        <source>Read &amp;layers through a container that is never started</source>
        <translation>&amp;Schichten durch einen Container lesen, der nie gestartet wird</translation>
    </message>
    <message>
        <source>The engine keeps a record of the files in each layer. Where you may not read it on disk, Varve creates a container that only gives access to it, fetches the records, and removes the container again. Without it the engine has to export the whole image, which takes minutes for large ones.</source>
        <translation>Die Engine führt über die Dateien jeder Schicht Buch. Wo Sie das nicht auf der Platte lesen dürfen, legt Varve einen Container an, der nur den Zugang dazu gibt, holt die Aufzeichnungen und entfernt den Container wieder. Ohne ihn muss die Engine das ganze Image ausgeben, was bei großen Minuten dauert.</translation>
    </message>
    <message>
        <source>&amp;Add …</source>
        <translation>&amp;Hinzufügen …</translation>
    </message>
    <message>
        <source>added by you</source>
        <translation>von Ihnen hinzugefügt</translation>
    </message>
    <message>
        <source>Only engines that you added can be changed here</source>
        <translation>Hier lassen sich nur Engines ändern, die Sie hinzugefügt haben</translation>
    </message>
</context>
<context>
    <name>varve::FileField</name>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
</context>
<context>
    <name>varve::FileTreeModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Eigentümer</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Holds changes</source>
        <translation>Enthält Änderungen</translation>
    </message>
    <message>
        <source>No layer has an entry for this folder; it follows from the paths below it</source>
        <translation>Keine Schicht hat einen Eintrag für diesen Ordner; er folgt aus den Pfaden darunter</translation>
    </message>
    <message>
        <source>Symbolic link -&gt; %1</source>
        <translation>Symbolischer Link -&gt; %1</translation>
    </message>
    <message>
        <source>Hard link to %1</source>
        <translation>Harter Link auf %1</translation>
    </message>
    <message>
        <source>Character device %1</source>
        <translation>Zeichengerät %1</translation>
    </message>
    <message>
        <source>Block device %1</source>
        <translation>Blockgerät %1</translation>
    </message>
    <message>
        <source>Named pipe</source>
        <translation>Benannte Pipe</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 Bytes</translation>
    </message>
    <message>
        <source>Mode %1, user %2, group %3</source>
        <translation>Rechte %1, Benutzer %2, Gruppe %3</translation>
    </message>
    <message>
        <source>Modified %1</source>
        <translation>Geändert am %1</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Metadata only: same content, stored again</source>
        <translation>Nur Metadaten: gleicher Inhalt, noch einmal gespeichert</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Replaced by another type</source>
        <translation>Durch einen anderen Typ ersetzt</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Unverändert</translation>
    </message>
</context>
<context>
    <name>varve::FilesBar</name>
    <message>
        <source>Only what the selected layers changed</source>
        <translation>Nur, was die gewählten Schichten geändert haben</translation>
    </message>
    <message>
        <source>The file system after the selected layer; what it removed stays visible</source>
        <translation>Das Dateisystem nach der gewählten Schicht; was sie löschte, bleibt sichtbar</translation>
    </message>
    <message>
        <source>The file system of the finished image, whatever layer is selected</source>
        <translation>Das Dateisystem des fertigen Images, gleich welche Schicht gewählt ist</translation>
    </message>
    <message>
        <source>The net effect of everything above the bottom layer, up to the selected one</source>
        <translation>Was alle Schichten über der untersten bis zur gewählten zusammen bewirken</translation>
    </message>
    <message>
        <source>Expand all folders</source>
        <translation>Alle Ordner aufklappen</translation>
    </message>
    <message>
        <source>Collapse all folders</source>
        <translation>Alle Ordner zuklappen</translation>
    </message>
    <message>
        <source>Filter files: name, *.so, etc/*.conf</source>
        <translation>Dateien filtern: Name, *.so, etc/*.conf</translation>
    </message>
    <message>
        <source>Filter files</source>
        <translation>Dateien filtern</translation>
    </message>
    <message>
        <source>Part of a name, or a pattern with * ? [a-z].
With a slash it is compared with the whole path.</source>
        <translation>Teil eines Namens oder ein Muster mit * ? [a-z].
Mit einem Schrägstrich gilt es für den ganzen Pfad.</translation>
    </message>
    <message>
        <source>This layer</source>
        <translation>Diese Schicht</translation>
    </message>
    <message>
        <source>Up to here</source>
        <translation>Bis hierher</translation>
    </message>
    <message>
        <source>Whole image</source>
        <translation>Ganzes Image</translation>
    </message>
    <message>
        <source>Changes only</source>
        <translation>Nur Änderungen</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Show unchanged</source>
        <translation>Unverändertes zeigen</translation>
    </message>
    <message>
        <source>Unchanged paths are shown in “Up to here” and “Whole image”</source>
        <translation>Unveränderte Pfade erscheinen in „Bis hierher“ und „Ganzes Image“</translation>
    </message>
    <message>
        <source>Unchanged paths are shown when all kinds of change are</source>
        <translation>Unveränderte Pfade erscheinen, wenn alle Arten von Änderungen gezeigt werden</translation>
    </message>
</context>
<context>
    <name>varve::FilesPanel</name>
    <message>
        <source>Jump to the layer that last changed this path</source>
        <translation>Zur Schicht springen, die diesen Pfad zuletzt geändert hat</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu einlesen</translation>
    </message>
    <message>
        <source>Reading layer %1 …</source>
        <translation>Schicht %1 wird gelesen …</translation>
    </message>
    <message>
        <source>The other layers can be looked at meanwhile.</source>
        <translation>Die anderen Schichten kann man inzwischen ansehen.</translation>
    </message>
    <message>
        <source>Reading the layers …</source>
        <translation>Die Schichten werden gelesen …</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Keine Dateien</translation>
    </message>
    <message>
        <source>This image has no layers.</source>
        <translation>Dieses Image hat keine Schichten.</translation>
    </message>
    <message>
        <source>Preparing the files …</source>
        <translation>Die Dateien werden vorbereitet …</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>Nichts passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>This layer changed no files</source>
        <translation>Diese Schicht hat keine Dateien geändert</translation>
    </message>
    <message>
        <source>Its instruction left the file system as it was.</source>
        <translation>Ihre Anweisung ließ das Dateisystem, wie es war.</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) shown</source>
        <translation>
            <numerusform>%n Pfad</numerusform>
            <numerusform>%n Pfade</numerusform>
        </translation>
    </message>
    <message>
        <source>%1  Layer %2  %3</source>
        <translation>%1  Schicht %2  %3</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation>&amp;Namen kopieren</translation>
    </message>
    <message>
        <source>Copy link &amp;target</source>
        <translation>Link&amp;ziel kopieren</translation>
    </message>
    <message>
        <source>&amp;Jump to the layer that last changed it</source>
        <translation>Zur Schicht &amp;springen, die ihn zuletzt geändert hat</translation>
    </message>
    <message>
        <source>&amp;History of this path</source>
        <translation>&amp;Geschichte dieses Pfads</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) shown so far</source>
        <translation>
            <numerusform>%n Pfad bisher</numerusform>
            <numerusform>%n Pfade bisher</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) shown, layers are missing</source>
        <translation>
            <numerusform>%n Pfad, Schichten fehlen</numerusform>
            <numerusform>%n Pfade, Schichten fehlen</numerusform>
        </translation>
    </message>
    <message>
        <source>Removed; it is of layer %1</source>
        <translation>Entfernt; stammt aus Schicht %1</translation>
    </message>
    <message>
        <source>Copied up from layer %1</source>
        <translation>Aus Schicht %1 heraufkopiert</translation>
    </message>
    <message numerus="yes">
        <source>Download all %n layer(s): %1</source>
        <translation>
            <numerusform>Die eine Schicht herunterladen: %1</numerusform>
            <numerusform>Alle %n Schichten herunterladen: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>It can be downloaded to be looked at. Nothing of it is kept.</source>
        <translation>Sie kann heruntergeladen und angesehen werden. Nichts davon wird aufbewahrt.</translation>
    </message>
    <message>
        <source>The layers are in the registry</source>
        <translation>Die Schichten sind in der Registry</translation>
    </message>
    <message>
        <source>Layer %1 is in the registry</source>
        <translation>Schicht %1 ist in der Registry</translation>
    </message>
    <message>
        <source>Download this layer: %1</source>
        <translation>Diese Schicht herunterladen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s) not downloaded</source>
        <translation>
            <numerusform>%n Schicht nicht heruntergeladen</numerusform>
            <numerusform>%n Schichten nicht heruntergeladen</numerusform>
        </translation>
    </message>
    <message>
        <source>Download again: %1</source>
        <translation>Noch einmal laden: %1</translation>
    </message>
</context>
<context>
    <name>varve::FilterBar</name>
    <message>
        <source>Filter images: name, id, repo: tag: label: size:&gt;100MB before: since: platform:</source>
        <translation>Images filtern: Name, ID, repo: tag: label: size:&gt;100MB before: since: platform:</translation>
    </message>
    <message>
        <source>Filter images</source>
        <translation>Images filtern</translation>
    </message>
    <message>
        <source>Free words, and terms that all must match:
repo:TEXT  tag:TEXT  label:KEY=VALUE  platform:arm64
size:&gt;500MB  before:2024-01-31  since:3w</source>
        <translation>Freie Wörter und Begriffe, die alle zutreffen müssen:
repo:TEXT  tag:TEXT  label:NAME=WERT  platform:arm64
size:&gt;500MB  before:2024-01-31  since:3w</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Benutzt</translation>
    </message>
    <message>
        <source>Unused</source>
        <translation>Unbenutzt</translation>
    </message>
    <message>
        <source>Dangling</source>
        <translation>Dangling</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message>
        <source>Images without any name</source>
        <translation>Images ohne jeden Namen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>name of a quick filter, number of images</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>varve::FindImageDialog</name>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>&amp;Übernehmen</translation>
    </message>
    <message>
        <source>Find an image</source>
        <translation>Ein Image finden</translation>
    </message>
    <message>
        <source>Search Docker Hub</source>
        <translation>Docker Hub durchsuchen</translation>
    </message>
    <message>
        <source>Type a word and press Enter. Of another registry, type the whole name of a repository: ghcr.io/owner/name.</source>
        <translation>Ein Wort eingeben und Enter drücken. Bei einer anderen Registry den ganzen Namen eines Repositorys eingeben: ghcr.io/owner/name.</translation>
    </message>
    <message>
        <source>Choose a repository to see its tags</source>
        <translation>Ein Repository wählen, um seine Tags zu sehen</translation>
    </message>
    <message>
        <source>What to search for</source>
        <translation>Wonach gesucht wird</translation>
    </message>
    <message>
        <source>postgres, or ghcr.io/owner/name</source>
        <translation>postgres, oder ghcr.io/owner/name</translation>
    </message>
    <message>
        <source>Repositories</source>
        <translation>Repositorys</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Filter of the tags</source>
        <translation>Filter der Tags</translation>
    </message>
    <message>
        <source>Filter tags</source>
        <translation>Tags filtern</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Only Docker Hub can be searched</source>
        <translation>Nur Docker Hub kann durchsucht werden</translation>
    </message>
    <message>
        <source>The tags of %1 are listed beside.</source>
        <translation>Die Tags von %1 stehen daneben.</translation>
    </message>
    <message>
        <source>Searching Docker Hub …</source>
        <translation>Docker Hub wird durchsucht …</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Docker Hub has nothing of that name</source>
        <translation>Docker Hub hat nichts dieses Namens</translation>
    </message>
    <message>
        <source>Asking for the tags …</source>
        <translation>Die Tags werden erfragt …</translation>
    </message>
    <message>
        <source>Asking for the tags of %1 …</source>
        <translation>Die Tags von %1 werden erfragt …</translation>
    </message>
    <message>
        <source>This repository has no tags</source>
        <translation>Dieses Repository hat keine Tags</translation>
    </message>
    <message numerus="yes">
        <source>The newest %n tag(s); there are older ones, which can be typed.</source>
        <translation>
            <numerusform>Das neueste Tag; es gibt ältere, die eingegeben werden können.</numerusform>
            <numerusform>Die neuesten %n Tags; es gibt ältere, die eingegeben werden können.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Docker Hub is not asked</source>
        <translation>Docker Hub wird nicht gefragt</translation>
    </message>
    <message>
        <source>The settings for registries on this machine block it, or name another place for it. The whole name of a repository can be typed all the same.</source>
        <translation>Die Einstellungen für Registries auf diesem Rechner sperren ihn oder nennen einen anderen Ort für ihn. Der ganze Name eines Repositorys lässt sich trotzdem eingeben.</translation>
    </message>
</context>
<context>
    <name>varve::FinderNotice</name>
    <message>
        <source>Not every engine can be found: %1: %2</source>
        <translation>Nicht jede Engine ist zu finden: %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) while looking for engines</source>
        <translation>
            <numerusform>%n Problem bei der Suche nach Engines</numerusform>
            <numerusform>%n Probleme bei der Suche nach Engines</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Looking for engines</source>
        <translation>Suche nach Engines</translation>
    </message>
</context>
<context>
    <name>varve::ImageActions</name>
    <message>
        <source>Copy &amp;name</source>
        <translation>&amp;Namen kopieren</translation>
    </message>
    <message>
        <source>Copy image &amp;ID</source>
        <translation>Image-&amp;ID kopieren</translation>
    </message>
    <message>
        <source>&amp;Add a name …</source>
        <translation>Namen &amp;hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Take this name away …</source>
        <translation>Diesen Namen &amp;wegnehmen …</translation>
    </message>
    <message>
        <source>&amp;Remove the image …</source>
        <translation>Image &amp;entfernen …</translation>
    </message>
    <message>
        <source>Copy &amp;command</source>
        <translation>&amp;Befehl kopieren</translation>
    </message>
    <message>
        <source>Add a name</source>
        <translation>Namen hinzufügen</translation>
    </message>
    <message>
        <source>Another name for %1, with its tag:</source>
        <translation>Ein weiterer Name für %1, mit Tag:</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Naming %1</source>
        <translation>%1 wird benannt</translation>
    </message>
    <message>
        <source>Take a name away</source>
        <translation>Namen wegnehmen</translation>
    </message>
    <message>
        <source>Take the name %1 away?</source>
        <translation>Den Namen %1 wegnehmen?</translation>
    </message>
    <message>
        <source>The image stays, under its other names.</source>
        <translation>Das Image bleibt, unter seinen anderen Namen.</translation>
    </message>
    <message>
        <source>Take the name away</source>
        <translation>Namen wegnehmen</translation>
    </message>
    <message>
        <source>Taking a name away</source>
        <translation>Ein Name wird weggenommen</translation>
    </message>
    <message numerus="yes">
        <source>All its %n names go: %1.</source>
        <translation>
            <numerusform>Sein %n Name geht verloren: %1.</numerusform>
            <numerusform>Alle seine %n Namen gehen verloren: %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>About %1 are in layers that no other image has.</source>
        <translation>Etwa %1 liegen in Schichten, die kein anderes Image hat.</translation>
    </message>
    <message numerus="yes">
        <source>%n container(s) use it: the engine will refuse.</source>
        <translation>
            <numerusform>%n Container benutzt es: die Engine wird sich weigern.</numerusform>
            <numerusform>%n Container benutzen es: die Engine wird sich weigern.</numerusform>
        </translation>
    </message>
    <message>
        <source>It can be had again only where it can be pulled or built.</source>
        <translation>Es ist nur wiederzubekommen, wo es gezogen oder gebaut werden kann.</translation>
    </message>
    <message>
        <source>Remove an image</source>
        <translation>Image entfernen</translation>
    </message>
    <message>
        <source>Remove the image, free about %1</source>
        <translation>Image entfernen, etwa %1 freigeben</translation>
    </message>
    <message>
        <source>Remove the image</source>
        <translation>Image entfernen</translation>
    </message>
    <message>
        <source>Removing %1</source>
        <translation>%1 wird entfernt</translation>
    </message>
    <message>
        <source>Remove %1 from %2?</source>
        <translation>%1 aus %2 entfernen?</translation>
    </message>
    <message>
        <source>Only %1 goes: its other platforms stay, with the names.</source>
        <translation>Nur %1 geht: die anderen Plattformen bleiben, mit den Namen.</translation>
    </message>
    <message>
        <source>%1 become free on the disk; what other images need stays.</source>
        <translation>%1 werden auf der Platte frei; was andere Images brauchen, bleibt.</translation>
    </message>
    <message>
        <source>It can be had again only by pulling or importing it.</source>
        <translation>Es ist nur wieder zu haben, indem man es lädt oder importiert.</translation>
    </message>
    <message>
        <source>Remove the image, free %1</source>
        <translation>Image entfernen, %1 freigeben</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht ausgeführt</translation>
    </message>
</context>
<context>
    <name>varve::ImageQuery</name>
    <message>
        <source>The quotation mark is never closed</source>
        <translation>Das Anführungszeichen wird nie geschlossen</translation>
    </message>
    <message>
        <source>There is no filter &quot;%1:&quot;</source>
        <translation>Einen Filter „%1:“ gibt es nicht</translation>
    </message>
    <message>
        <source>&quot;%1:&quot; needs a value</source>
        <translation>„%1:“ braucht einen Wert</translation>
    </message>
    <message>
        <source>Write a comparison, such as size:&gt;%1</source>
        <translation>Bitte einen Vergleich schreiben, etwa size:&gt;%1</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no size; write a number with B, kB, MB, GB or KiB, MiB, GiB</source>
        <translation>„%1“ ist keine Größe; bitte eine Zahl mit B, kB, MB, GB oder KiB, MiB, GiB schreiben</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither a date such as 2024-01-31 nor an age such as 3w</source>
        <translation>„%1“ ist weder ein Datum wie 2024-01-31 noch ein Alter wie 3w</translation>
    </message>
</context>
<context>
    <name>varve::ImageSession</name>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>Container %1</source>
        <translation>Container %1</translation>
    </message>
</context>
<context>
    <name>varve::ImagesModel</name>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Image ID</source>
        <translation>Image-ID</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Unique</source>
        <translation>Nur hier</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Benutzt von</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Containers made from the image; ▶ counts those that run</source>
        <translation>Container aus diesem Image; ▶ zählt die laufenden</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Attestation</source>
        <translation>Attestierung</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <source>Helm chart</source>
        <translation>Helm-Chart</translation>
    </message>
    <message>
        <source>Artifact</source>
        <translation>Artefakt</translation>
    </message>
    <message>
        <source>&lt;dangling&gt;</source>
        <translation>&lt;dangling&gt;</translation>
    </message>
    <message>
        <source>&lt;none&gt;</source>
        <translation>&lt;keines&gt;</translation>
    </message>
    <message>
        <source>Dangling: the image has no name</source>
        <translation>Dangling: Das Image hat keinen Namen</translation>
    </message>
    <message>
        <source>Not local: it is listed here, but its content is elsewhere</source>
        <translation>Nicht lokal: hier verzeichnet, der Inhalt liegt anderswo</translation>
    </message>
    <message>
        <source>Image ID %1</source>
        <translation>Image-ID %1</translation>
    </message>
    <message>
        <source>Manifest %1</source>
        <translation>Manifest %1</translation>
    </message>
    <message>
        <source>The size is not known yet</source>
        <translation>Die Größe ist noch nicht bekannt</translation>
    </message>
    <message>
        <source>Unpacked size: %1 bytes</source>
        <translation>Entpackte Größe: %1 Bytes</translation>
    </message>
    <message>
        <source>Size of the layers as stored: %1 bytes</source>
        <translation>Größe der Schichten, wie gespeichert: %1 Bytes</translation>
    </message>
    <message>
        <source>Not known for this source</source>
        <translation>Für diese Quelle nicht bekannt</translation>
    </message>
    <message>
        <source>%1 bytes as stored</source>
        <translation>%1 Bytes, wie gespeichert</translation>
    </message>
    <message>
        <source>This source knows no containers</source>
        <translation>Diese Quelle kennt keine Container</translation>
    </message>
    <message>
        <source>Sum of the layers: unpacked once they were read, else as stored</source>
        <translation>Summe der Schichten: entpackt, sobald sie gelesen sind, sonst wie gespeichert</translation>
    </message>
    <message>
        <source>The part of the size in layers that no other image of the same source has</source>
        <translation>Der Teil der Größe in Schichten, die kein anderes Image derselben Quelle hat</translation>
    </message>
    <message>
        <source>The part of the size in layers that other images of the same source have as well</source>
        <translation>Der Teil der Größe in Schichten, die auch andere Images derselben Quelle haben</translation>
    </message>
    <message>
        <source>%1 bytes unpacked</source>
        <translation>%1 Bytes entpackt</translation>
    </message>
    <message>
        <source>Size as its source lists it: %1 bytes</source>
        <translation>Größe nach Angabe der Quelle: %1 Bytes</translation>
    </message>
    <message>
        <source>%1 bytes, by the sizes that its source lists</source>
        <translation>%1 Bytes, nach den Größen, die die Quelle angibt</translation>
    </message>
    <message>
        <source>Several platforms</source>
        <translation>Mehrere Plattformen</translation>
    </message>
    <message>
        <source>Several</source>
        <comment>platforms</comment>
        <translation>Mehrere</translation>
    </message>
    <message>
        <source>Newer?</source>
        <translation>Neuer?</translation>
    </message>
    <message>
        <source>Whether the registry has another image by this name now; asked for in the menu of an image</source>
        <translation>Ob die Registry unter diesem Namen jetzt ein anderes Image hat; zu erfragen im Menü eines Images</translation>
    </message>
    <message>
        <source>not pulled</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>asking …</source>
        <translation>wird erfragt …</translation>
    </message>
    <message>
        <source>up to date</source>
        <translation>aktuell</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <source>newer</source>
        <translation>neuer</translation>
    </message>
    <message>
        <source>In the registry</source>
        <translation>In der Registry</translation>
    </message>
    <message>
        <source>In the registry: choose it to see what it is</source>
        <translation>In der Registry: wählen, um zu sehen, was es ist</translation>
    </message>
</context>
<context>
    <name>varve::ImagesPanel</name>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
</context>
<context>
    <name>varve::Inspector</name>
    <message>
        <source>&lt;no name&gt; %1</source>
        <translation>&lt;ohne Namen&gt; %1</translation>
    </message>
    <message>
        <source>Views of the image</source>
        <translation>Ansichten des Images</translation>
    </message>
    <message>
        <source>Layers &amp;&amp; files</source>
        <translation>Schichten &amp;&amp; Dateien</translation>
    </message>
    <message>
        <source>Layers &amp; files</source>
        <translation>Schichten &amp; Dateien</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
    <message>
        <source>Choose an image to see what is in it</source>
        <translation>Ein Image wählen, um zu sehen, was darin ist</translation>
    </message>
    <message>
        <source>Reading %1 …</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>%1 of %2 layers read</source>
        <translation>%1 von %2 Schichten gelesen</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n Schicht</numerusform>
            <numerusform>%n Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 unpacked</source>
        <translation>%1 entpackt</translation>
    </message>
    <message>
        <source>%1 wasted</source>
        <translation>%1 verschwendet</translation>
    </message>
    <message>
        <source>%1 efficient</source>
        <translation>%1 effizient</translation>
    </message>
    <message>
        <source>Digests: %1</source>
        <translation>Digests: %1</translation>
    </message>
    <message>
        <source>The bytes do not match their digest: this image was changed or damaged. Do not trust it.</source>
        <translation>Die Bytes passen nicht zu ihrem Digest: Dieses Image wurde verändert oder beschädigt. Es ist nicht vertrauenswürdig.</translation>
    </message>
    <message>
        <source>Show problems</source>
        <translation>Probleme zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in this image</source>
        <translation>
            <numerusform>%n Problem in diesem Image</numerusform>
            <numerusform>%n Probleme in diesem Image</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Containers (%1)</source>
        <translation>Container (%1)</translation>
    </message>
    <message>
        <source>%1, with container %2</source>
        <translation>%1, mit Container %2</translation>
    </message>
    <message>
        <source>%1 of %2 layers here, %3 to download</source>
        <translation>%1 von %2 Schichten hier, %3 herunterzuladen</translation>
    </message>
</context>
<context>
    <name>varve::JobStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation>Abbrechen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weiterer</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Show all jobs</source>
        <translation>Alle Aufgaben zeigen</translation>
    </message>
</context>
<context>
    <name>varve::JobsDialog</name>
    <message>
        <source>&amp;Cancel job</source>
        <translation>Aufgabe &amp;abbrechen</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translation>&amp;Zeigen</translation>
    </message>
    <message>
        <source>C&amp;lear ended</source>
        <translation>Beendete &amp;leeren</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>Pulls and other long work are listed here.</source>
        <translation>Hier steht, was lädt und was sonst länger dauert.</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>&amp;Kopieren</translation>
    </message>
</context>
<context>
    <name>varve::JobsModel</name>
    <message>
        <source>Job</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>stopping …</source>
        <translation>wird beendet …</translation>
    </message>
    <message>
        <source>done at %1</source>
        <translation>fertig um %1</translation>
    </message>
    <message>
        <source>failed at %1</source>
        <translation>fehlgeschlagen um %1</translation>
    </message>
    <message>
        <source>cancelled at %1</source>
        <translation>abgebrochen um %1</translation>
    </message>
</context>
<context>
    <name>varve::JsonModel</name>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>The document is empty</source>
        <translation>Das Dokument ist leer</translation>
    </message>
    <message>
        <source>The document is larger than %1 and is not shown as a tree</source>
        <translation>Das Dokument ist größer als %1 und wird nicht als Baum gezeigt</translation>
    </message>
    <message>
        <source>The document is nested deeper than %1 levels (line %2, column %3)</source>
        <translation>Das Dokument ist tiefer als %1 Ebenen verschachtelt (Zeile %2, Spalte %3)</translation>
    </message>
    <message>
        <source>This is no JSON from line %1, column %2 on</source>
        <translation>Ab Zeile %1, Spalte %2 ist das kein JSON</translation>
    </message>
</context>
<context>
    <name>varve::JsonPanel</name>
    <message>
        <source>%1 (wrong digest)</source>
        <translation>%1 (falscher Digest)</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Find a key or a value</source>
        <translation>Schlüssel oder Wert suchen</translation>
    </message>
    <message>
        <source>Find in the document</source>
        <translation>Im Dokument suchen</translation>
    </message>
    <message>
        <source>Copy document</source>
        <translation>Dokument kopieren</translation>
    </message>
    <message>
        <source>No documents</source>
        <translation>Keine Dokumente</translation>
    </message>
    <message>
        <source>Choose an image to see its configuration and manifest.</source>
        <translation>Ein Image wählen, um Konfiguration und Manifest zu sehen.</translation>
    </message>
    <message>
        <source>Reading the document …</source>
        <translation>Das Dokument wird gelesen …</translation>
    </message>
    <message>
        <source>no match</source>
        <translation>kein Treffer</translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>&amp;Expand below</source>
        <translation>Darunter &amp;aufklappen</translation>
    </message>
    <message>
        <source>&amp;Collapse all</source>
        <translation>Alles &amp;zuklappen</translation>
    </message>
    <message>
        <source>%1 matches and more</source>
        <translation>%1 Treffer und mehr</translation>
    </message>
</context>
<context>
    <name>varve::LayersModel</name>
    <message>
        <source>Number of the layer, from the bottom</source>
        <translation>Nummer der Schicht, von unten</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>The instruction that made the layer</source>
        <translation>Die Anweisung, die die Schicht erzeugt hat</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Unpacked content of the layer, as docker history counts it</source>
        <translation>Entpackter Inhalt der Schicht, gezählt wie von docker history</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Paths added / modified / metadata only / removed</source>
        <translation>Pfade hinzugefügt / geändert / nur Metadaten / gelöscht</translation>
    </message>
    <message>
        <source>A/M/m/R</source>
        <translation>A/M/m/R</translation>
    </message>
    <message>
        <source>Bytes stored here that the finished image does not show</source>
        <translation>Hier gespeicherte Bytes, die das fertige Image nicht zeigt</translation>
    </message>
    <message>
        <source>Wasted</source>
        <translation>Unnütz</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Whether the bytes have the digests that the image names</source>
        <translation>Ob die Bytes die Digests haben, die das Image nennt</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>wird gelesen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>not local</source>
        <translation>nicht lokal</translation>
    </message>
    <message>
        <source>(no instruction recorded)</source>
        <translation>(keine Anweisung verzeichnet)</translation>
    </message>
    <message>
        <source>The image names this layer, but its content is not here</source>
        <translation>Das Image nennt diese Schicht, aber ihr Inhalt ist nicht hier</translation>
    </message>
    <message>
        <source>Comment: %1</source>
        <translation>Kommentar: %1</translation>
    </message>
    <message>
        <source>Author: %1</source>
        <translation>Autor: %1</translation>
    </message>
    <message>
        <source>Unpacked: %1 bytes</source>
        <translation>Entpackt: %1 Bytes</translation>
    </message>
    <message>
        <source>As stored: %1 bytes</source>
        <translation>Wie gespeichert: %1 Bytes</translation>
    </message>
    <message>
        <source>Still reading: modified and metadata only are not told apart yet</source>
        <translation>Wird noch gelesen: geändert und nur Metadaten sind noch nicht unterschieden</translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation>Hinzugefügt: %1</translation>
    </message>
    <message>
        <source>Modified: %1</source>
        <translation>Geändert: %1</translation>
    </message>
    <message>
        <source>Metadata only: %1</source>
        <translation>Nur Metadaten: %1</translation>
    </message>
    <message>
        <source>Removed: %1</source>
        <translation>Gelöscht: %1</translation>
    </message>
    <message>
        <source>%1 bytes are stored here that the finished image does not show</source>
        <translation>%1 Bytes sind hier gespeichert, die das fertige Image nicht zeigt</translation>
    </message>
    <message>
        <source>Blob %1</source>
        <translation>Blob %1</translation>
    </message>
    <message>
        <source>DiffID %1</source>
        <translation>DiffID %1</translation>
    </message>
    <message>
        <source>So far: other layers are still being read</source>
        <translation>Bisher: andere Schichten werden noch gelesen</translation>
    </message>
    <message>
        <source>Incomplete: other layers could not be read</source>
        <translation>Unvollständig: andere Schichten konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>So far: other layers are in the registry</source>
        <translation>Bisher: andere Schichten sind in der Registry</translation>
    </message>
    <message>
        <source>In the registry: download it to see its files</source>
        <translation>In der Registry: herunterladen, um die Dateien zu sehen</translation>
    </message>
    <message>
        <source>To download: %1 bytes</source>
        <translation>Herunterzuladen: %1 Bytes</translation>
    </message>
</context>
<context>
    <name>varve::LayersPanel</name>
    <message>
        <source>Stored bytes: expected %1, found %2</source>
        <translation>Gespeicherte Bytes: erwartet %1, gefunden %2</translation>
    </message>
    <message>
        <source>Content: expected %1, found %2</source>
        <translation>Inhalt: erwartet %1, gefunden %2</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>This image has no layers</source>
        <translation>Dieses Image hat keine Schichten</translation>
    </message>
    <message>
        <source>It holds a configuration and no files.</source>
        <translation>Es enthält eine Konfiguration und keine Dateien.</translation>
    </message>
    <message>
        <source>Copy &amp;instruction</source>
        <translation>&amp;Anweisung kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;DiffID</source>
        <translation>&amp;DiffID kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;blob digest</source>
        <translation>&amp;Blob-Digest kopieren</translation>
    </message>
    <message>
        <source>Read from the records that %1 keeps of this layer. The files themselves were not read, so no digest proves them.</source>
        <translation>Aus den Aufzeichnungen, die %1 über diese Schicht führt. Die Dateien selbst wurden nicht gelesen, kein Digest beweist sie.</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Download %n layer(s): %1</source>
        <translation>
            <numerusform>&amp;Die Schicht herunterladen: %1</numerusform>
            <numerusform>%n Schichten &amp;herunterladen: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Download &amp;all layers: %1</source>
        <translation>&amp;Alle Schichten herunterladen: %1</translation>
    </message>
</context>
<context>
    <name>varve::LibraryActions</name>
    <message>
        <source>&amp;Import into Library …</source>
        <translation>In die Bibliothek i&amp;mportieren …</translation>
    </message>
    <message>
        <source>C&amp;heck Library …</source>
        <translation>Bibliothek &amp;prüfen …</translation>
    </message>
    <message>
        <source>&amp;Import into Library</source>
        <translation>In die Bibliothek i&amp;mportieren</translation>
    </message>
    <message>
        <source>&amp;Export …</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>Import into the Library</source>
        <translation>In die Bibliothek importieren</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Image archives (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)</source>
        <translation>Image-Archive (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Importing %1</source>
        <translation>%1 wird importiert</translation>
    </message>
    <message numerus="yes">
        <source>Importing %n file(s)</source>
        <translation>
            <numerusform>%n Datei wird importiert</numerusform>
            <numerusform>%n Dateien werden importiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Not imported</source>
        <translation>Nicht importiert</translation>
    </message>
    <message numerus="yes">
        <source>Imported %n image(s) into the Library.</source>
        <translation>
            <numerusform>%n Image in die Bibliothek importiert.</numerusform>
            <numerusform>%n Images in die Bibliothek importiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not everything could be imported</source>
        <translation>Nicht alles konnte importiert werden</translation>
    </message>
    <message>
        <source>Export an image</source>
        <translation>Ein Image exportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Docker archive, for docker load (*.tar)</source>
        <translation>Docker-Archiv, für docker load (*.tar)</translation>
    </message>
    <message>
        <source>OCI archive, digests stay (*.tar)</source>
        <translation>OCI-Archiv, Digests bleiben (*.tar)</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>%1 wird exportiert</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>Nach %1 exportiert.</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>Nicht exportiert</translation>
    </message>
    <message>
        <source>I&amp;mport into Library</source>
        <translation>In die Bibliothek i&amp;mportieren</translation>
    </message>
</context>
<context>
    <name>varve::LoginButton</name>
    <message>
        <source>Lo&amp;g in to %1 …</source>
        <translation>Bei %1 anme&amp;lden …</translation>
    </message>
</context>
<context>
    <name>varve::LoginDialog</name>
    <message>
        <source>&amp;Log in</source>
        <translation>An&amp;melden</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Logins of “docker login” and “podman login” are used as well; one that you give here comes before them.</source>
        <translation>Anmeldungen von „docker login“ und „podman login“ werden auch genutzt; eine, die Sie hier angeben, geht ihnen vor.</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>&amp;Benutzername</translation>
    </message>
    <message>
        <source>&amp;Password or token</source>
        <translation>&amp;Passwort oder Token</translation>
    </message>
    <message>
        <source>The settings of this machine block this registry.</source>
        <translation>Die Einstellungen dieses Rechners sperren diese Registry.</translation>
    </message>
    <message>
        <source>%1 (for %2)</source>
        <translation>%1 (für %2)</translation>
    </message>
    <message>
        <source>This registry may be spoken to without TLS, as the settings allow: then everybody on the network between can read the password.</source>
        <translation>Mit dieser Registry darf nach den Einstellungen ohne TLS gesprochen werden: Dann kann jeder im Netz dazwischen das Passwort lesen.</translation>
    </message>
    <message>
        <source>&amp;Remember in the keychain (%1)</source>
        <translation>Im &amp;Schlüsselbund merken (%1)</translation>
    </message>
    <message>
        <source>Asking %1 …</source>
        <translation>%1 wird gefragt …</translation>
    </message>
    <message>
        <source>You are logged in until Varve ends: %1 did not take the login.</source>
        <translation>Sie sind angemeldet, bis Varve endet: %1 hat die Anmeldung nicht angenommen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>varve::LoginsList</name>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Logged in to</source>
        <translation>Angemeldet bei</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Aufbewahrt</translation>
    </message>
    <message>
        <source>Logins</source>
        <translation>Anmeldungen</translation>
    </message>
    <message>
        <source>in the keychain</source>
        <translation>im Schlüsselbund</translation>
    </message>
    <message>
        <source>until Varve ends</source>
        <translation>bis Varve endet</translation>
    </message>
    <message>
        <source>None so far: the window of a pull that needs a login asks for it.</source>
        <translation>Noch keine: Das Fenster eines Pulls, der eine Anmeldung braucht, fragt danach.</translation>
    </message>
    <message>
        <source>Choose a login that is to be forgotten</source>
        <translation>Wählen Sie eine Anmeldung, die vergessen werden soll</translation>
    </message>
    <message>
        <source>The keychain did not let go of it. It is not used any more until Varve ends.</source>
        <translation>Der Schlüsselbund hat sie nicht hergegeben. Bis Varve endet, wird sie nicht mehr genutzt.</translation>
    </message>
</context>
<context>
    <name>varve::MainWindow</name>
    <message>
        <source>Varve</source>
        <translation>Varve</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Open archives</source>
        <translation>Archive öffnen</translation>
    </message>
    <message>
        <source>Image archives (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)</source>
        <translation>Image-Archive (*.tar *.tar.gz *.tgz *.tar.zst *.tzst *.oci)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a folder with an OCI image layout</source>
        <translation>Ordner mit einem OCI-Image-Layout öffnen</translation>
    </message>
    <message>
        <source>&amp;Cancel reading</source>
        <translation>Lesen &amp;abbrechen</translation>
    </message>
    <message>
        <source>&amp;Read again</source>
        <translation>&amp;Neu einlesen</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
        <source>Show &amp;problems</source>
        <translation>&amp;Probleme zeigen</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message numerus="yes">
        <source>%n source(s) could not be read</source>
        <translation>
            <numerusform>%n Quelle ist nicht lesbar</numerusform>
            <numerusform>%n Quellen sind nicht lesbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation>%1 wird geöffnet …</translation>
    </message>
    <message>
        <source>Opening …</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>A compressed archive is read as a whole. You can cancel below.</source>
        <translation>Ein komprimiertes Archiv wird ganz gelesen. Abbrechen geht unten.</translation>
    </message>
    <message>
        <source>No image matches the filter</source>
        <translation>Kein Image passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>No images here</source>
        <translation>Keine Images hier</translation>
    </message>
    <message>
        <source>This source holds no images.</source>
        <translation>Diese Quelle enthält keine Images.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n Image</numerusform>
            <numerusform>%n Images</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation>%1 auf der Platte</translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n Quelle</numerusform>
            <numerusform>%n Quellen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Varve</source>
        <translation>%1 – Varve</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open Archive …</source>
        <translation>Archiv ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open &amp;Folder …</source>
        <translation>&amp;Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open &amp;Sample</source>
        <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>R&amp;ead Again</source>
        <translation>&amp;Neu einlesen</translation>
    </message>
    <message>
        <source>&amp;Close Source</source>
        <translation>Quelle &amp;schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>Noch nichts geöffnet</translation>
    </message>
    <message>
        <source>&amp;Clear This List</source>
        <translation>Diese &amp;Liste leeren</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>Clear Fi&amp;lters</source>
        <translation>&amp;Filter leeren</translation>
    </message>
    <message>
        <source>&amp;Jump to the Layer That Last Changed the Path</source>
        <translation>Zur Schicht s&amp;pringen, die den Pfad zuletzt geändert hat</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>&amp;Layers &amp;&amp; Files</source>
        <translation>S&amp;chichten &amp;&amp; Dateien</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>&amp;Übersicht</translation>
    </message>
    <message>
        <source>&amp;JSON</source>
        <translation>&amp;JSON</translation>
    </message>
    <message>
        <source>Files: %1</source>
        <translation>Dateien: %1</translation>
    </message>
    <message>
        <source>&amp;Expand All Folders</source>
        <translation>Alle Ordner &amp;aufklappen</translation>
    </message>
    <message>
        <source>Coll&amp;apse All Folders</source>
        <translation>Alle Ordner &amp;zuklappen</translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation>&amp;Images</translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation>&amp;Schichten</translation>
    </message>
    <message>
        <source>&amp;Files</source>
        <translation>&amp;Dateien</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Varve</source>
        <translation>Ü&amp;ber Varve</translation>
    </message>
    <message>
        <source>Waiting to open %1 …</source>
        <translation>%1 wartet darauf, geöffnet zu werden …</translation>
    </message>
    <message>
        <source>Other sources are read first. You can cancel below.</source>
        <translation>Andere Quellen werden zuerst gelesen. Unten kann abgebrochen werden.</translation>
    </message>
    <message>
        <source>&amp;Containers</source>
        <translation>&amp;Container</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Verbinden</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>Copy &amp;address</source>
        <translation>&amp;Adresse kopieren</translation>
    </message>
    <message>
        <source>&amp;Do not show</source>
        <translation>&amp;Nicht zeigen</translation>
    </message>
    <message>
        <source>%1 What is listed here is of before.</source>
        <translation>%1 Was hier steht, ist von vorher.</translation>
    </message>
    <message>
        <source>Do not show it</source>
        <translation>Nicht zeigen</translation>
    </message>
    <message>
        <source>Connecting to %1 …</source>
        <translation>Verbinden mit %1 …</translation>
    </message>
    <message>
        <source>You can cancel below.</source>
        <translation>Unten lässt sich das abbrechen.</translation>
    </message>
    <message>
        <source>Se&amp;ttings …</source>
        <translation>E&amp;instellungen …</translation>
    </message>
    <message>
        <source>&amp;Pull an Image …</source>
        <translation>Image &amp;laden …</translation>
    </message>
    <message>
        <source>Look for &amp;Newer Images</source>
        <translation>Nach &amp;neueren Images suchen</translation>
    </message>
    <message>
        <source>Jo&amp;bs</source>
        <translation>&amp;Aufgaben</translation>
    </message>
    <message>
        <source>reclaimable %1 (dangling %2)</source>
        <translation>freizugeben %1 (dangling %2)</translation>
    </message>
</context>
<context>
    <name>varve::MirrorsEdit</name>
    <message>
        <source>plain http</source>
        <translation>einfaches http</translation>
    </message>
    <message>
        <source>Ask this mirror earlier</source>
        <translation>Diesen Spiegel früher fragen</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegel</translation>
    </message>
    <message>
        <source>Remove this mirror</source>
        <translation>Diesen Spiegel entfernen</translation>
    </message>
</context>
<context>
    <name>varve::Notice</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>varve::OverviewPanel</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation>&amp;Namen kopieren</translation>
    </message>
</context>
<context>
    <name>varve::ProblemsModel</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Needed by</source>
        <translation>Gebraucht von</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf der Platte</translation>
    </message>
    <message>
        <source>Repairing</source>
        <translation>Reparatur</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>varve::ProofBadge</name>
    <message>
        <source>Verifying</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>MISMATCH</source>
        <translation>UNSTIMMIG</translation>
    </message>
    <message>
        <source>Not verifiable</source>
        <translation>Nicht prüfbar</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <source>From records</source>
        <translation>Aus Aufzeichnungen</translation>
    </message>
</context>
<context>
    <name>varve::PruneActions</name>
    <message>
        <source>P&amp;rune Images …</source>
        <translation>Images &amp;aufräumen …</translation>
    </message>
    <message>
        <source>Pr&amp;uned Images …</source>
        <translation>Aufgeräu&amp;mte Images …</translation>
    </message>
    <message>
        <source>P&amp;rune …</source>
        <translation>&amp;Aufräumen …</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>What could be freed</source>
        <translation>Was frei werden könnte</translation>
    </message>
</context>
<context>
    <name>varve::PruneDialog</name>
    <message>
        <source>&amp;More rules</source>
        <translation>&amp;Mehr Regeln</translation>
    </message>
    <message>
        <source>&amp;Keep a copy, to undo this</source>
        <translation>Eine &amp;Kopie behalten, um dies rückgängig zu machen</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>K&amp;opieren</translation>
    </message>
    <message>
        <source>&amp;Save …</source>
        <translation>&amp;Speichern …</translation>
    </message>
    <message>
        <source>Look a&amp;gain</source>
        <translation>Noch einmal nac&amp;hsehen</translation>
    </message>
    <message>
        <source>&amp;Pruned …</source>
        <translation>Auf&amp;geräumt …</translation>
    </message>
    <message>
        <source>Prune images</source>
        <translation>Images aufräumen</translation>
    </message>
    <message>
        <source>Images that may be removed</source>
        <translation>Images, die entfernt werden können</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n image(s)</source>
        <translation>
            <numerusform>%1 von %n Image</numerusform>
            <numerusform>%1 von %n Images</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is ticked.</source>
        <translation>Nichts ist angekreuzt.</translation>
    </message>
    <message>
        <source>What is ticked frees exactly %1 together.</source>
        <translation>Was angekreuzt ist, gibt zusammen genau %1 frei.</translation>
    </message>
    <message>
        <source>What is ticked frees about %1 together, as the engine counts.</source>
        <translation>Was angekreuzt ist, gibt zusammen etwa %1 frei, wie die Engine zählt.</translation>
    </message>
    <message>
        <source>It may take %1; copies may take %2 (settings).</source>
        <translation>Sie kann %1 brauchen; Kopien dürfen %2 (Einstellungen).</translation>
    </message>
    <message numerus="yes">
        <source>It takes up to %1 of the disk for %n day(s).</source>
        <translation>
            <numerusform>Sie braucht einen Tag lang bis zu %1 der Platte.</numerusform>
            <numerusform>Sie braucht %n Tage lang bis zu %1 der Platte.</numerusform>
        </translation>
    </message>
    <message>
        <source>That is more than is freed now: it also holds what other images need.</source>
        <translation>Das ist mehr, als jetzt frei wird: Sie enthält auch, was andere Images brauchen.</translation>
    </message>
    <message>
        <source>Removing: %1 of %2</source>
        <translation>Entferne: %1 von %2</translation>
    </message>
    <message>
        <source>Looking at the disk …</source>
        <translation>Die Platte wird angesehen …</translation>
    </message>
    <message>
        <source>Keeping a copy: %1 of %2. Nothing is removed yet.</source>
        <translation>Kopie: %1 von %2. Noch ist nichts entfernt.</translation>
    </message>
    <message>
        <source>Keeping a copy: %1. Nothing is removed yet.</source>
        <translation>Kopie: %1. Noch ist nichts entfernt.</translation>
    </message>
    <message>
        <source>Asking what is on the disk …</source>
        <translation>Es wird gefragt, was auf der Platte ist …</translation>
    </message>
    <message>
        <source>Each engine is asked about each of its images.</source>
        <translation>Jede Engine wird nach jedem ihrer Images gefragt.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>It could not be written down in the list of what was pruned: %1</source>
        <translation>Es ließ sich nicht in der Liste des Aufgeräumten vermerken: %1</translation>
    </message>
    <message>
        <source>Every image is needed or protected</source>
        <translation>Jedes Image wird gebraucht oder ist geschützt</translation>
    </message>
    <message>
        <source>No dangling images</source>
        <translation>Keine Dangling-Images</translation>
    </message>
    <message>
        <source>All images have a name. “Dangling and unused” looks for those that no container needs.</source>
        <translation>Alle Images haben einen Namen. „Dangling- und unbenutzte Images“ sucht die, die kein Container braucht.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Tick the selected ones</source>
        <translation>Die ausgewählten an&amp;kreuzen</translation>
    </message>
    <message>
        <source>&amp;Untick the selected ones</source>
        <translation>Die ausgewählten &amp;nicht ankreuzen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Save the result</source>
        <translation>Das Ergebnis speichern</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>“%1” could not be written: %2</source>
        <translation>„%1“ ließ sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>Alle Quellen</translation>
    </message>
    <message>
        <source>Dangling images</source>
        <translation>Dangling-Images</translation>
    </message>
    <message>
        <source>Dangling and unused images</source>
        <translation>Dangling- und unbenutzte Images</translation>
    </message>
    <message>
        <source>Images without a name</source>
        <translation>Images ohne Namen</translation>
    </message>
    <message>
        <source>Also images with a name that no container refers to</source>
        <translation>Auch Images mit Namen, auf die kein Container verweist</translation>
    </message>
    <message>
        <source>Narrow by age, repository, label or name</source>
        <translation>Nach Alter, Repository, Label oder Namen einschränken</translation>
    </message>
    <message>
        <source>Tick all images, or none</source>
        <translation>Alle Images ankreuzen oder keines</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>A&amp;us</translation>
    </message>
    <message>
        <source>R&amp;emove</source>
        <translation>En&amp;tfernen</translation>
    </message>
    <message>
        <source>of any age</source>
        <translation>jedes Alters</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>So many of each repository stay, the newest ones</source>
        <translation>So viele jedes Repositorys bleiben, die neuesten</translation>
    </message>
    <message>
        <source>key or key=value</source>
        <translation>key oder key=value</translation>
    </message>
    <message>
        <source>*/ci-*, registry.example/*</source>
        <translation>*/ci-*, registry.example/*</translation>
    </message>
    <message>
        <source>&amp;Built longer ago than</source>
        <translation>&amp;Gebaut vor mehr als</translation>
    </message>
    <message>
        <source>Only with the &amp;label</source>
        <translation>Nur mit dem &amp;Label</translation>
    </message>
    <message>
        <source>&amp;Newest to keep of each repository</source>
        <translation>&amp;Neueste jedes Repositorys behalten</translation>
    </message>
    <message>
        <source>Only names l&amp;ike</source>
        <translation>Nur Namen w&amp;ie</translation>
    </message>
    <message>
        <source>Writes the images to an archive and verifies it before anything is removed, so that the list of what was pruned can bring them back</source>
        <translation>Schreibt die Images in ein Archiv und prüft es, bevor etwas entfernt wird, sodass die Liste des Aufgeräumten sie zurückbringen kann</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Copy the result as text</source>
        <translation>Das Ergebnis als Text kopieren</translation>
    </message>
    <message>
        <source>Save the result as a text file</source>
        <translation>Das Ergebnis als Textdatei speichern</translation>
    </message>
    <message>
        <source>What was pruned, and the way back</source>
        <translation>Was aufgeräumt wurde, und der Weg zurück</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <translation>
            <numerusform>Tag</numerusform>
            <numerusform>Tagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::PruneModel</name>
    <message>
        <source>What this image alone frees. Parts that several images share go with the last of them.</source>
        <translation>Was dieses Image allein freigibt. Teile, die mehrere Images gemeinsam haben, gehen mit dem letzten von ihnen.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Built</source>
        <translation>Gebaut</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>Gibt frei</translation>
    </message>
    <message>
        <source>no name (%1)</source>
        <translation>ohne Namen (%1)</translation>
    </message>
</context>
<context>
    <name>varve::PrunePage</name>
    <message>
        <source>Images with a name like one of these are never proposed for removal, whatever the rules say. One a line; * stands for anything, ? for one sign.</source>
        <translation>Images mit einem solchen Namen werden nie zum Entfernen vorgeschlagen, was die Regeln auch sagen. Einer je Zeile; * steht für Beliebiges, ? für ein Zeichen.</translation>
    </message>
    <message>
        <source>Protected names</source>
        <translation>Geschützte Namen</translation>
    </message>
    <message>
        <source>Copies that are kept when images are pruned go when they are too old, and the oldest when all together take too much.</source>
        <translation>Kopien, die beim Aufräumen behalten werden, gehen, wenn sie zu alt sind, und die ältesten, wenn alle zusammen zu viel brauchen.</translation>
    </message>
    <message>
        <source>&amp;Protected names</source>
        <translation>Geschützte &amp;Namen</translation>
    </message>
    <message>
        <source>Copies take at &amp;most</source>
        <translation>Kopien brauchen &amp;höchstens</translation>
    </message>
    <message>
        <source>… and are kept &amp;for</source>
        <translation>… und &amp;bleiben</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <translation>
            <numerusform>Tag</numerusform>
            <numerusform>Tagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::PruneSession</name>
    <message>
        <source>What may be removed</source>
        <translation>Was entfernt werden kann</translation>
    </message>
    <message>
        <source>Looking what may be removed</source>
        <translation>Es wird nachgesehen, was entfernt werden kann</translation>
    </message>
    <message>
        <source>Removing images</source>
        <translation>Images werden entfernt</translation>
    </message>
    <message>
        <source>Removed images</source>
        <translation>Images entfernt</translation>
    </message>
</context>
<context>
    <name>varve::PrunedDialog</name>
    <message>
        <source>C&amp;opy</source>
        <translation>K&amp;opieren</translation>
    </message>
    <message>
        <source>&amp;Forget …</source>
        <translation>&amp;Vergessen …</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Zurückholen</translation>
    </message>
    <message>
        <source>Pruned images</source>
        <translation>Aufgeräumte Images</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Es wird nachgesehen …</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Copy the selected rows as text, or all of them</source>
        <translation>Die ausgewählten Zeilen als Text kopieren, oder alle</translation>
    </message>
    <message>
        <source>Delete what is kept of the selected runs: entries and copies</source>
        <translation>Löschen, was von den ausgewählten Läufen aufbewahrt ist: Einträge und Kopien</translation>
    </message>
    <message>
        <source>Bring the selected images back to where they were</source>
        <translation>Die ausgewählten Images dorthin zurückholen, wo sie waren</translation>
    </message>
    <message>
        <source>copy, until %1</source>
        <translation>Kopie, bis %1</translation>
    </message>
    <message>
        <source>pull by digest</source>
        <translation>nach Digest laden</translation>
    </message>
    <message>
        <source>none: no copy was kept</source>
        <translation>keiner: es gibt keine Kopie</translation>
    </message>
    <message>
        <source>restored: %1</source>
        <translation>zurückgeholt: %1</translation>
    </message>
    <message>
        <source>Nothing was pruned yet</source>
        <translation>Noch wurde nichts aufgeräumt</translation>
    </message>
    <message>
        <source>What Varve removes by pruning is listed here, with the way back.</source>
        <translation>Was Varve beim Aufräumen entfernt, steht hier, mit dem Weg zurück.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s); copies take %1 of the %2 that they may.</source>
        <translation>
            <numerusform>%n Image; Kopien brauchen %1 von den %2, die sie dürfen.</numerusform>
            <numerusform>%n Images; Kopien brauchen %1 von den %2, die sie dürfen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Restoring images</source>
        <translation>Images werden zurückgeholt</translation>
    </message>
    <message>
        <source>Restored images</source>
        <translation>Images zurückgeholt</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) restored.</source>
        <translation>
            <numerusform>%n Image zurückgeholt.</numerusform>
            <numerusform>%n Images zurückgeholt.</numerusform>
        </translation>
    </message>
    <message>
        <source>These names mean other images by now and were left to them: %1</source>
        <translation>Diese Namen gehören inzwischen anderen Images und blieben bei ihnen: %1</translation>
    </message>
    <message>
        <source>Delete copies</source>
        <translation>Kopien löschen</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message numerus="yes">
        <source>Delete the copies of %n image(s) that were pruned together?</source>
        <translation>
            <numerusform>Die Kopie von %n Image löschen?</numerusform>
            <numerusform>Die Kopien von %n Images löschen, die zusammen aufgeräumt wurden?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forget %n image(s) that were pruned together, with their copies?</source>
        <translation>
            <numerusform>%n Image vergessen, samt seiner Kopie?</numerusform>
            <numerusform>%n Images vergessen, die zusammen aufgeräumt wurden, samt ihren Kopien?</numerusform>
        </translation>
    </message>
    <message>
        <source>They can then be restored only where a registry has them.</source>
        <translation>Danach sind sie nur zurückzuholen, wo eine Registry sie hat.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Restore &amp;into</source>
        <translation>Zurückholen &amp;in</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Delete the copy …</source>
        <translation>Die Kopie &amp;löschen …</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
</context>
<context>
    <name>varve::PrunedModel</name>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Way back</source>
        <translation>Weg zurück</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>ohne Namen</translation>
    </message>
</context>
<context>
    <name>varve::PullDialog</name>
    <message>
        <source>Pull an image</source>
        <translation>Image laden</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>&amp;Image</translation>
    </message>
    <message>
        <source>In&amp;to</source>
        <translation>&amp;Nach</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Only one</source>
        <translation>Nur eine</translation>
    </message>
    <message>
        <source>This machine&apos;s</source>
        <translation>Die dieses Rechners</translation>
    </message>
    <message>
        <source>All of them</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Asking for %1</source>
        <translation>Frage nach %1</translation>
    </message>
    <message>
        <source>What it consists of, and which layers are here already. Nothing is downloaded yet.</source>
        <translation>Woraus es besteht, und welche Schichten schon da sind. Noch wird nichts heruntergeladen.</translation>
    </message>
    <message>
        <source>What would it take?</source>
        <translation>Was würde es kosten?</translation>
    </message>
    <message>
        <source>Type the name of an image and press Enter: Varve asks its registry what a pull would download, and what of it is here already.</source>
        <translation>Geben Sie den Namen eines Images ein und drücken Sie Enter: Varve fragt seine Registry, was herunterzuladen wäre und was davon schon da ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s), %1: nothing to download.</source>
        <translation>
            <numerusform>%n Schicht, %1: nichts herunterzuladen.</numerusform>
            <numerusform>%n Schichten, %1: nichts herunterzuladen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s), %1: %2 to download.</source>
        <translation>
            <numerusform>%n Schicht, %1: %2 herunterzuladen.</numerusform>
            <numerusform>%n Schichten, %1: %2 herunterzuladen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The Library grows by %1.</source>
        <translation>Die Bibliothek wächst um %1.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>%1 je Sekunde</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) left</source>
        <translation>
            <numerusform>noch %n Sekunde</numerusform>
            <numerusform>noch %n Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was pulled into %2.</source>
        <translation>%1 wurde geladen: %2.</translation>
    </message>
    <message>
        <source>Cancelled. What has arrived is kept for the next attempt.</source>
        <translation>Abgebrochen. Was angekommen ist, bleibt für den nächsten Versuch.</translation>
    </message>
    <message numerus="yes">
        <source>The registry allows %n more pull(s) for now.</source>
        <translation>
            <numerusform>Die Registry erlaubt vorerst noch %n Abruf.</numerusform>
            <numerusform>Die Registry erlaubt vorerst noch %n Abrufe.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Show &amp;plan</source>
        <translation>Plan &amp;zeigen</translation>
    </message>
    <message>
        <source>Go &amp;on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Pull %1</source>
        <translation>%1 &amp;laden</translation>
    </message>
    <message>
        <source>&amp;Pull</source>
        <translation>&amp;Laden</translation>
    </message>
    <message>
        <source>Pulling …</source>
        <translation>Lädt …</translation>
    </message>
    <message>
        <source>Try &amp;again</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>Plat&amp;form</source>
        <translation>&amp;Plattform</translation>
    </message>
    <message>
        <source>Less, where %1 has layers already.</source>
        <translation>Weniger, wo %1 schon Schichten hat.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>&amp;Look inside</source>
        <translation>&amp;Hineinsehen</translation>
    </message>
    <message>
        <source>Find an image</source>
        <translation>Ein Image finden</translation>
    </message>
    <message>
        <source>Search Docker Hub, or list the tags of a repository (Ctrl+F)</source>
        <translation>Docker Hub durchsuchen oder die Tags eines Repositorys auflisten (Strg+F)</translation>
    </message>
    <message>
        <source>Show what the image is and what is in its layers, without pulling it</source>
        <translation>Zeigen, was das Image ist und was in seinen Schichten steckt, ohne es zu laden</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) on the way to this plan</source>
        <translation>
            <numerusform>%n Problem auf dem Weg zu diesem Plan</numerusform>
            <numerusform>%n Probleme auf dem Weg zu diesem Plan</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Problems of the plan</source>
        <translation>Probleme des Plans</translation>
    </message>
</context>
<context>
    <name>varve::PullLayersModel</name>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Copying %1</source>
        <translation>Kopiere %1</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>Wird entpackt</translation>
    </message>
    <message>
        <source>Here already</source>
        <translation>Schon da</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Copied from %1</source>
        <translation>Kopiert aus %1</translation>
    </message>
    <message>
        <source>To download, %1 are here</source>
        <translation>Herunterzuladen, %1 sind da</translation>
    </message>
    <message>
        <source>To download</source>
        <translation>Herunterzuladen</translation>
    </message>
</context>
<context>
    <name>varve::PullSession</name>
    <message>
        <source>Asking for %1</source>
        <translation>Frage nach %1</translation>
    </message>
    <message>
        <source>Pulling %1</source>
        <translation>Lade %1</translation>
    </message>
    <message>
        <source>It is in %1 now.</source>
        <translation>Es ist jetzt in %1.</translation>
    </message>
    <message>
        <source>Pulled %1</source>
        <translation>%1 geladen</translation>
    </message>
    <message>
        <source>Pull of %1</source>
        <translation>Laden von %1</translation>
    </message>
</context>
<context>
    <name>varve::ReaderNotice</name>
    <message>
        <source>To read layers, Varve creates a container in %1, never starts it, and removes it again.</source>
        <translation>Um Schichten zu lesen, legt Varve in %1 einen Container an, startet ihn nie und entfernt ihn wieder.</translation>
    </message>
    <message>
        <source>Engines …</source>
        <translation>Engines …</translation>
    </message>
    <message>
        <source>%1 does not let Varve create a container to read layers through. It exports whole images instead, which takes longer: %2</source>
        <translation>%1 lässt Varve keinen Container anlegen, durch den es Schichten liest. Stattdessen gibt es ganze Images aus, was länger dauert: %2</translation>
    </message>
</context>
<context>
    <name>varve::RegistriesPage</name>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>own authority</source>
        <translation>eigene Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>certificate of yours</source>
        <translation>Ihr Zertifikat</translation>
    </message>
    <message>
        <source>&amp;Change …</source>
        <translation>&amp;Ändern …</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Registries that need something else than https and a usual certificate. “varve pull” goes by this as well; docker and podman do not.</source>
        <translation>Registries, die etwas anderes als https und ein übliches Zertifikat brauchen. Auch „varve pull“ richtet sich danach, docker und podman nicht.</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Mirrors</source>
        <translation>Spiegel</translation>
    </message>
    <message>
        <source>Registries that are set up here</source>
        <translation>Registries, die hier eingerichtet sind</translation>
    </message>
    <message>
        <source>&amp;Add …</source>
        <translation>&amp;Hinzufügen …</translation>
    </message>
    <message>
        <source>Set by files of this system</source>
        <translation>Durch Dateien dieses Systems</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Registries that files of this system set up</source>
        <translation>Registries, die Dateien dieses Systems einrichten</translation>
    </message>
    <message>
        <source>registries.conf and certs.d, of podman and docker</source>
        <translation>registries.conf und certs.d, von podman und docker</translation>
    </message>
    <message>
        <source>Files about registries</source>
        <translation>Dateien über Registries</translation>
    </message>
    <message>
        <source>plain http allowed</source>
        <translation>einfaches http erlaubt</translation>
    </message>
    <message>
        <source>%1 (plain http)</source>
        <translation>%1 (einfaches http)</translation>
    </message>
    <message>
        <source>Registries</source>
        <translation>Registries</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in these files</source>
        <translation>
            <numerusform>%n Problem in diesen Dateien</numerusform>
            <numerusform>%n Probleme in diesen Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>at %1</source>
        <translation>bei %1</translation>
    </message>
    <message numerus="yes">
        <source>%n mirror(s)</source>
        <translation>
            <numerusform>%n Spiegel</numerusform>
            <numerusform>%n Spiegel</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::RegistryActions</name>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Nothing says that this image came from a registry by this name, so none is asked.</source>
        <translation>Nichts sagt, dass dieses Image unter diesem Namen aus einer Registry kam, also wird keine gefragt.</translation>
    </message>
    <message>
        <source>Newer images</source>
        <translation>Neuere Images</translation>
    </message>
    <message>
        <source>Looking for newer images</source>
        <translation>Suche nach neueren Images</translation>
    </message>
    <message>
        <source>Asked at %1</source>
        <translation>Erfragt um %1</translation>
    </message>
    <message>
        <source>The registry has this image by this name.</source>
        <translation>Die Registry hat dieses Image unter diesem Namen.</translation>
    </message>
    <message>
        <source>The registry has another image by this name: %1</source>
        <translation>Die Registry hat unter diesem Namen ein anderes Image: %1</translation>
    </message>
    <message>
        <source>The registry has no image by this name any more.</source>
        <translation>Die Registry hat kein Image dieses Namens mehr.</translation>
    </message>
    <message>
        <source>&amp;Pull …</source>
        <translation>&amp;Laden …</translation>
    </message>
    <message>
        <source>&amp;Pull the newer one …</source>
        <translation>Das neuere &amp;laden …</translation>
    </message>
    <message>
        <source>&amp;Look at it in the registry</source>
        <translation>In der Registry an&amp;sehen</translation>
    </message>
    <message>
        <source>Is there a ne&amp;wer one?</source>
        <translation>Gibt es ein n&amp;eueres?</translation>
    </message>
    <message>
        <source>What came by %1 is another image than the one that was pruned: its names were not given to it.</source>
        <translation>Was unter %1 kam, ist ein anderes Image als das aufgeräumte: Dessen Namen bekam es nicht.</translation>
    </message>
    <message>
        <source>These names mean other images by now and were left to them: %1</source>
        <translation>Diese Namen gehören inzwischen anderen Images und blieben bei ihnen: %1</translation>
    </message>
</context>
<context>
    <name>varve::RegistryForm</name>
    <message>
        <source>“%1”: leave out what stands before the host, “https://” for instance.</source>
        <translation>„%1“: Lassen Sie weg, was vor dem Host steht, „https://“ zum Beispiel.</translation>
    </message>
    <message>
        <source>“%1”: a registry is a host and perhaps a port, without anything behind it.</source>
        <translation>„%1“: Eine Registry ist ein Host und vielleicht ein Port, ohne etwas dahinter.</translation>
    </message>
    <message>
        <source>“%1”: a mirror is a place for images, not one image with a tag or a digest.</source>
        <translation>„%1“: Ein Spiegel ist ein Ort für Images, kein einzelnes Image mit Tag oder Digest.</translation>
    </message>
    <message>
        <source>“%1”: a registry has a dot or a port in its name, or is “localhost”. Else names of images would mean Docker Hub.</source>
        <translation>„%1“: Eine Registry hat einen Punkt oder Port im Namen oder heißt „localhost“. Sonst würden Namen von Images Docker Hub meinen.</translation>
    </message>
    <message>
        <source>“%1” is no host, as in “registry.example.org:5000”.</source>
        <translation>„%1“ ist kein Host wie in „registry.example.org:5000“.</translation>
    </message>
    <message>
        <source>Allow plain &amp;http</source>
        <translation>Einfaches &amp;http erlauben</translation>
    </message>
    <message>
        <source>Add a &amp;mirror</source>
        <translation>Spiegel hinzu&amp;fügen</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Add a registry</source>
        <translation>Registry hinzufügen</translation>
    </message>
    <message>
        <source>Change a registry</source>
        <translation>Registry ändern</translation>
    </message>
    <message>
        <source>https is tried first. Without it everybody on the network between can read and change what goes there, passwords too.</source>
        <translation>Zuerst wird https versucht. Ohne kann jeder im Netz dazwischen lesen und ändern, was dorthin geht, auch Passwörter.</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Mirrors are asked in this order, and the registry itself last.</source>
        <translation>Spiegel werden in dieser Reihenfolge gefragt, die Registry selbst zuletzt.</translation>
    </message>
    <message>
        <source>&amp;Registry</source>
        <translation>&amp;Registry</translation>
    </message>
    <message>
        <source>A&amp;uthority</source>
        <translation>Zertifizier&amp;ungsstelle</translation>
    </message>
    <message>
        <source>Certificate of the authority</source>
        <translation>Zertifikat der Stelle</translation>
    </message>
    <message>
        <source>&amp;Certificate</source>
        <translation>&amp;Zertifikat</translation>
    </message>
    <message>
        <source>Certificate of yours</source>
        <translation>Ihr Zertifikat</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>Sch&amp;lüssel</translation>
    </message>
    <message>
        <source>Key of your certificate</source>
        <translation>Schlüssel zu Ihrem Zertifikat</translation>
    </message>
    <message>
        <source>Mirrors</source>
        <translation>Spiegel</translation>
    </message>
    <message>
        <source>“%1” is in the list already.</source>
        <translation>„%1“ steht schon in der Liste.</translation>
    </message>
    <message>
        <source>“%1” is no whole path of a file: it has to begin with “/”.</source>
        <translation>„%1“ ist kein vollständiger Pfad einer Datei: Er muss mit „/“ beginnen.</translation>
    </message>
    <message>
        <source>A certificate of yours and its key belong together.</source>
        <translation>Ihr Zertifikat und sein Schlüssel gehören zusammen.</translation>
    </message>
    <message>
        <source>“%1” is the registry itself, which is asked last anyway.</source>
        <translation>„%1“ ist die Registry selbst, die ohnehin zuletzt gefragt wird.</translation>
    </message>
    <message>
        <source>The mirror “%1” is there twice.</source>
        <translation>Den Spiegel „%1“ gibt es zweimal.</translation>
    </message>
    <message>
        <source>Say how the registry is reached: plain http, certificates or mirrors</source>
        <translation>Sagen Sie, wie die Registry erreicht wird: einfaches http, Zertifikate oder Spiegel</translation>
    </message>
</context>
<context>
    <name>varve::RelativeTime</name>
    <message>
        <source>Less than a second ago</source>
        <translation>vor weniger als einer Sekunde</translation>
    </message>
    <message>
        <source>1 second ago</source>
        <translation>vor 1 Sekunde</translation>
    </message>
    <message numerus="yes">
        <source>%n seconds ago</source>
        <translation>
            <numerusform>vor %n Sekunde</numerusform>
            <numerusform>vor %n Sekunden</numerusform>
        </translation>
    </message>
    <message>
        <source>About a minute ago</source>
        <translation>vor etwa einer Minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>About an hour ago</source>
        <translation>vor etwa einer Stunde</translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n weeks ago</source>
        <translation>
            <numerusform>vor %n Woche</numerusform>
            <numerusform>vor %n Wochen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n months ago</source>
        <translation>
            <numerusform>vor %n Monat</numerusform>
            <numerusform>vor %n Monaten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n years ago</source>
        <translation>
            <numerusform>vor %n Jahr</numerusform>
            <numerusform>vor %n Jahren</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>varve::RepositoriesModel</name>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>Sterne</translation>
    </message>
    <message>
        <source>Pulls</source>
        <translation>Abrufe</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>%1: an official image of Docker&apos;s</source>
        <translation>%1: ein offizielles Image von Docker</translation>
    </message>
</context>
<context>
    <name>varve::SecretEdit</name>
    <message>
        <source>Show the password while this is held</source>
        <translation>Das Passwort zeigen, solange dies gedrückt ist</translation>
    </message>
</context>
<context>
    <name>varve::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Engines</source>
        <translation>&amp;Engines</translation>
    </message>
    <message>
        <source>Layer &amp;cache</source>
        <translation>Schichten-&amp;Cache</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>&amp;Registries</source>
        <translation>&amp;Registries</translation>
    </message>
    <message>
        <source>&amp;Pruning</source>
        <translation>&amp;Aufräumen</translation>
    </message>
</context>
<context>
    <name>varve::SourceManager</name>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Waiting to open %1</source>
        <translation>%1 wartet</translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation>Verbinden mit %1</translation>
    </message>
</context>
<context>
    <name>varve::SourcesModel</name>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Archives</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>Alle Quellen</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 Image</translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n Image</numerusform>
            <numerusform>%n Images</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Wird gelesen</translation>
    </message>
    <message>
        <source>%1 on disk</source>
        <translation>%1 auf der Platte</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 Warnung</translation>
    </message>
    <message numerus="yes">
        <source>%n warnings</source>
        <translation>
            <numerusform>%n Warnung</numerusform>
            <numerusform>%n Warnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting: other sources are read first</source>
        <translation>Wartet: andere Quellen werden zuerst gelesen</translation>
    </message>
    <message>
        <source>%1 (offline)</source>
        <translation>%1 (nicht erreichbar)</translation>
    </message>
    <message>
        <source>%1 (not connected)</source>
        <translation>%1 (nicht verbunden)</translation>
    </message>
    <message>
        <source>Not connected: choose it to connect</source>
        <translation>Nicht verbunden: zum Verbinden auswählen</translation>
    </message>
    <message>
        <source>What is shown is of before</source>
        <translation>Was gezeigt wird, ist von vorher</translation>
    </message>
    <message>
        <source>Registries</source>
        <translation>Registries</translation>
    </message>
</context>
<context>
    <name>varve::StatePage</name>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
</context>
<context>
    <name>varve::StrataBar</name>
    <message>
        <source>Sizes of the layers</source>
        <translation>Größen der Schichten</translation>
    </message>
    <message>
        <source>Layer %1: %2</source>
        <translation>Schicht %1: %2</translation>
    </message>
</context>
<context>
    <name>varve::TagsModel</name>
    <message>
        <source>Compressed, as it is downloaded, of one platform</source>
        <translation>Komprimiert, wie es geladen wird, von einer Plattform</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Pushed</source>
        <translation>Hochgeladen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Platforms</source>
        <translation>Plattformen</translation>
    </message>
</context>
</TS>
