// SPDX-License-Identifier: BSD-2-Clause
/* net/if_types - kinds of interfaces, IANA's ifType numbers. */
#pragma once

#define IFT_OTHER	0x01
#define IFT_ETHER	0x06
#define IFT_LOOP	0x18
#define IFT_BRIDGE	0xd1
