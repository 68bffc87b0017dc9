// SPDX-License-Identifier: BSD-2-Clause
/*
 * stdio - a stream locked by hand, for several calls in a row.
 *
 * newlib makes one lock a stream, which it takes in each call: recursive, so
 * the calls between these two go on.  Streams within strings have none.
 */
#include <stdio.h>
#include <sys/lock.h>

void
flockfile(FILE *fp)
{
	if ((fp->_flags & __SSTR) == 0)
		__lock_acquire_recursive(fp->_lock);
}

int
ftrylockfile(FILE *fp)
{
	if ((fp->_flags & __SSTR) != 0)
		return 0;
	return __lock_try_acquire_recursive(fp->_lock);
}

void
funlockfile(FILE *fp)
{
	if ((fp->_flags & __SSTR) == 0)
		__lock_release_recursive(fp->_lock);
}
