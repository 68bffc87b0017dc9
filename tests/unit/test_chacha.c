// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_chacha - the block function against RFC 8439, 2.3.2.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/dev/chacha.h"

static void
rfc_block(void **state)
{
	static const uint32_t want[CHACHA_WORDS] = {
		0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
		0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
		0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
		0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2,
	};
	uint32_t in[CHACHA_WORDS], out[CHACHA_WORDS];
	uint32_t i;

	(void)state;
	chacha_init(in);
	for (i = 0; i < CHACHA_KEY; i++)
		in[CHACHA_KEY_AT + i] = 0x03020100u + i * 0x04040404u;
	in[12] = 1;
	in[13] = 0x09000000;
	in[14] = 0x4a000000;
	in[15] = 0;
	chacha_block(in, out);
	assert_memory_equal(out, want, sizeof(want));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
