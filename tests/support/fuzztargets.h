// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the fuzzers do with one input, and what the regression test does with every input that once broke something. Each
// function aborts when a property does not hold; a crash or a finding of a sanitizer ends the process by itself.
#pragma once

#include <cstddef>
#include <span>

namespace varve::test {

// TarReader: memory and source in odd pieces see the same tar; no view leaves the input.
void fuzzTarReader(std::span<const std::byte> input);
// Decoder: memory and source, ISA-L and zlib give the same bytes and the same verdict.
void fuzzDecoder(std::span<const std::byte> input);
// LayerScanner: headers with a second pass and the stream give the same tree; a plain layer also when compressed.
void fuzzScanner(std::span<const std::byte> input);
// tar-split files: memory and source in odd pieces give the same tree or the same error, and the same digest of the tar.
void fuzzTarSplit(std::span<const std::byte> input);

} // namespace varve::test
