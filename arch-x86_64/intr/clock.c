// SPDX-License-Identifier: BSD-2-Clause
/*
 * clock - time from the TSC, and the timer of each CPU.
 *
 * The TSC counts at an unknown rate; so does the local APIC's timer.  Both
 * are measured against a clock of known rate, the HPET or else the PIT's
 * channel 2.  An emulator may stop us between two readings, so each reading
 * is a triple, TSC - reference - TSC, and the tightest of several is used.
 *
 * The TSCs of all CPUs are taken to be in step, as they are on every PC of
 * this century's second decade and in QEMU.
 */
#include "arch-x86_64/boot/acpi.h"
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr_priv.h"

#define MEASURE_NS	5000000ul
#define READINGS	5
#define HPET_PERIOD	1		/* 64-bit registers, by index */
#define HPET_CONFIG	2
#define HPET_COUNTER	30
#define FS_PER_NS	1000000ul
#define PIT_HZ		1193182ul
#define PIT_CHANNEL2	0x42
#define PIT_COMMAND	0x43
#define PIT_GATE	0x61
#define RTC_INDEX	0x70
#define RTC_DATA	0x71
#define RTC_UPDATING	0x80
#define TICKS_MAX	0xfffffffful

/* One moment, on all three clocks. */
struct reading {
	uint64_t rd_tsc;
	uint64_t rd_ns;			/* of the reference */
	uint32_t rd_timer;		/* counts down */
};

static volatile uint64_t *clock_hpet;	/* [I] NULL: use the PIT */
static uint64_t clock_fs_per_tick;	/* [I] of the HPET */
static uint64_t clock_tsc_start;	/* [I] */
static uint64_t clock_ns_per_tsc;	/* [I] 32.32 */
static uint64_t clock_ticks_per_ns;	/* [I] 32.32, local APIC timer */
static uint64_t clock_epoch_s;		/* [I] */

static void
reference_start(void)
{
	const struct acpi_hpet *table = acpi_table("HPET");

	if (table != NULL) {
		clock_hpet = direct_map(table->address.address);
		clock_fs_per_tick = clock_hpet[0] >> 32;
		clock_hpet[HPET_CONFIG] |= 1;
		return;
	}
	/* Channel 2, one shot from the top, its gate opened, speaker off. */
	cpu_out8(PIT_GATE, (cpu_in8(PIT_GATE) & ~2) | 1);
	cpu_out8(PIT_COMMAND, 0xb0);
	cpu_out8(PIT_CHANNEL2, 0xff);
	cpu_out8(PIT_CHANNEL2, 0xff);
}

static uint64_t
reference_ns(void)
{
	uint32_t left;

	if (clock_hpet != NULL)
		return (uint64_t)((unsigned __int128)
		    clock_hpet[HPET_COUNTER] * clock_fs_per_tick >> 10) /
		    (FS_PER_NS >> 10);
	cpu_out8(PIT_COMMAND, 0x80);	/* latch channel 2 */
	left = cpu_in8(PIT_CHANNEL2);
	left |= (uint32_t)cpu_in8(PIT_CHANNEL2) << 8;
	return (0xffff - left) * NS_PER_S / PIT_HZ;
}

static struct reading
clock_read_all(void)
{
	struct reading r = { 0, 0, 0 };
	uint64_t before, after, ns, best = UINT64_MAX;
	uint32_t timer;

	for (unsigned i = 0; i < READINGS; i++) {
		before = cpu_tsc();
		ns = reference_ns();
		timer = lapic_timer_left();
		after = cpu_tsc();
		if (after - before >= best)
			continue;
		best = after - before;
		r.rd_tsc = before + best / 2;
		r.rd_ns = ns;
		r.rd_timer = timer;
	}
	return r;
}

static void
clock_measure(void)
{
	struct reading a, b;
	uint64_t ns;

	reference_start();
	lapic_timer_once(TICKS_MAX);
	a = clock_read_all();
	while (reference_ns() - a.rd_ns < MEASURE_NS)
		cpu_pause();
	b = clock_read_all();
	lapic_timer_once(0);
	ns = b.rd_ns - a.rd_ns;
	clock_ns_per_tsc = (ns << 32) / (b.rd_tsc - a.rd_tsc);
	clock_ticks_per_ns = ((uint64_t)(a.rd_timer - b.rd_timer) << 32) / ns;
	clock_tsc_start = bootinfo.bi_tsc;
}

static unsigned
rtc_read(uint8_t reg, int binary)
{
	unsigned v;

	cpu_out8(RTC_INDEX, reg);
	v = cpu_in8(RTC_DATA);
	return binary ? v : (v >> 4) * 10 + (v & 15);
}

/* Days from 1970 to the first of March of the year, and so on from there. */
static uint64_t
epoch_from_date(unsigned year, unsigned month, unsigned day)
{
	uint64_t y = month <= 2 ? year - 1 : year;
	uint64_t m = month <= 2 ? month + 9 : month - 3;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 +
	    day - 719469;
}

static void
rtc_init(void)
{
	uint64_t days;
	int binary;

	do {
		cpu_out8(RTC_INDEX, 0x0a);
	} while ((cpu_in8(RTC_DATA) & RTC_UPDATING) != 0);
	cpu_out8(RTC_INDEX, 0x0b);
	binary = (cpu_in8(RTC_DATA) & 4) != 0;
	days = epoch_from_date(2000 + rtc_read(9, binary),
	    rtc_read(8, binary), rtc_read(7, binary));
	clock_epoch_s = ((days * 24 + rtc_read(4, binary)) * 60 +
	    rtc_read(2, binary)) * 60 + rtc_read(0, binary);
}

void
clock_init(void)
{
	clock_measure();
	rtc_init();
}

uint64_t
clock_now_ns(void)
{
	return scale_32_32(cpu_tsc() - clock_tsc_start, clock_ns_per_tsc);
}

uint64_t
clock_boot_epoch_s(void)
{
	return clock_epoch_s;
}

void
clock_delay_us(uint32_t us)
{
	uint64_t end = clock_now_ns() + us * 1000ul;

	while (clock_now_ns() < end)
		cpu_pause();
}

void
timer_deadline_set(uint64_t ns)
{
	uint64_t now = clock_now_ns(), ticks;

	if (ns == UINT64_MAX) {
		lapic_timer_once(0);
		return;
	}
	ticks = ns > now ? scale_32_32(ns - now, clock_ticks_per_ns) : 0;
	if (ticks > TICKS_MAX)
		ticks = TICKS_MAX;	/* early: the handler sets it again */
	lapic_timer_once((uint32_t)ticks + (ticks < TICKS_MAX));
}
