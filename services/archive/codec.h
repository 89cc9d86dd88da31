// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One compression format, one frame (gzip: member) at a time, as a step function from input to output. What lies between
// frames is the business of FrameDecoder. One thread per codec.
// Errors are a code and a technical text. Cost: one step handles at most what it is given.
#pragma once

#include "services/types/error.h"
#include "services/types/layerinfo.h"
#include "services/types/result.h"

#include <cstddef>
#include <memory>
#include <span>

namespace varve {

class Codec {
public:
    struct Step {
        std::size_t consumed = 0;
        std::size_t produced = 0;
        bool isFrameEnd = false; // the frame and its checksum are complete, all its output is out
    };

    virtual ~Codec() = default;
    virtual Compression compression() const = 0;
    // Whether `head` (4 bytes, fewer at the end of the input) begins a frame of this format.
    virtual bool startsFrame(std::span<const std::byte> head) const = 0;
    virtual void beginFrame() = 0;
    // May use up nothing and put out nothing when it needs more input. `input` may be empty: to get what is pending.
    virtual Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) = 0;
};

std::unique_ptr<Codec> makeIsalCodec();
std::unique_ptr<Codec> makeZlibCodec();
std::unique_ptr<Codec> makeGzipCodec(); // the faster of the two on this processor
std::unique_ptr<Codec> makeZstdCodec();

bool isGzipMagic(std::span<const std::byte> head);
bool isZstdMagic(std::span<const std::byte> head); // a frame or a skippable frame

} // namespace varve
