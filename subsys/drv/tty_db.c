// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty_db - a terminal, for the debugger.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "subsys/drv/tty.h"

static struct tty tty_db_copy;	/* [x] the debugger is alone; it is big */

/* show tty ADDR: the cookie of its device, see show devices */
static void
tty_db_tty(int nwords, char *const *words)
{
	const struct ldisc *ld = &tty_db_copy.t_ldisc;
	uintptr_t addr;
	size_t size;

	if (nwords == 0 || db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (db_read(addr, &tty_db_copy, sizeof(tty_db_copy)) != 0)
		db_read_error(addr);
	db_printf("tty 0x%lx: %s, open %d, session %p, foreground %d%s\n",
	    addr, tty_db_copy.t_dev.dv_name, tty_db_copy.t_opens,
	    (void *)tty_db_copy.t_session, tty_db_copy.t_pgid,
	    tty_db_copy.t_hungup ? ", hung up" : "");
	db_printf("    input: %u from interrupts, %u to read, %u being edited;"
	    " column %u%s\n",
	    tty_db_copy.t_raw_head - tty_db_copy.t_raw_tail,
	    ld->ld_commit - ld->ld_tail, ld->ld_head - ld->ld_commit,
	    ld->ld_column, ld->ld_stopped ? ", stopped" : "");
	db_printf("    iflag %x oflag %x cflag %x lflag %x\n",
	    ld->ld_termios.c_iflag, ld->ld_termios.c_oflag,
	    ld->ld_termios.c_cflag, ld->ld_termios.c_lflag);
}

DB_COMMAND("show tty", "ADDR", "a terminal", DB_ANY, tty_db_tty);
