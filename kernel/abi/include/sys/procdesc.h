// SPDX-License-Identifier: BSD-2-Clause
/* sys/procdesc - descriptors of processes: flags of pdfork. */
#pragma once

#define PD_DAEMON	0x00000001	/* lives on when closed */
#define PD_CLOEXEC	0x00000002
