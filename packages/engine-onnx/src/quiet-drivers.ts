import { tmpdir } from 'node:os';

// Mesa's and SwiftShader's Vulkan drivers complain on standard error, past the logger, where this variable is not set.
process.env.XDG_RUNTIME_DIR ??= tmpdir();
