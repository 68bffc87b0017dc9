// SPDX-License-Identifier: BSD-2-Clause
/*
 * pipe - bytes from writers to readers through one page.
 *
 * The page is a ring: pi_head counts bytes ever put in, pi_tail bytes ever
 * taken out; their difference is what waits, their low bits are places.
 * Bytes move straight between the user and the ring.  As that may fault
 * and sleep, it happens without the lock: a side claims its end (pi_reading
 * or pi_writing), so that head and tail have one mover each.
 *
 * A writer keeps its end for the whole write, sleeping for room if need be.
 * So every write is whole among other writes, not only those up to
 * PIPE_BUF; a write of up to PIPE_BUF that must not wait is all or nothing.
 *
 * FIFOs use the same pipe; only their opening waits for the other side.
 *
 * Locks: [i] pi_lock, a spinlock.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/limits.h>
#include <sys/poll.h>
#include "kernel/file/pipe_priv.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/vm/uio.h"

struct pipe *
pipe_alloc(struct ledger *ld)
{
	struct pipe *pi;

	pi = kmem_zalloc(ld, sizeof(*pi), KM_SLEEP);
	if (pi == NULL)
		return NULL;
	pi->pi_ring = kmem_alloc(ld, PIPE_SIZE, KM_SLEEP);
	if (pi->pi_ring == NULL) {
		kmem_free(pi);
		return NULL;
	}
	spin_init(&pi->pi_lock, "pipe");
	waitq_init(&pi->pi_rwait, "piperd");
	waitq_init(&pi->pi_wwait, "pipewr");
	waitq_init(&pi->pi_owait, "fifo");
	poll_head_init(&pi->pi_poll);
	pi->pi_time_ns = clock_realtime_ns();
	return pi;
}

void
pipe_free(struct pipe *pi)
{
	if (pi == NULL)
		return;
	KASSERT(pi->pi_nreaders == 0 && pi->pi_nwriters == 0);
	poll_head_destroy(&pi->pi_poll);
	spin_destroy(&pi->pi_lock);
	kmem_free(pi->pi_ring);
	kmem_free(pi);
}

static uint32_t
pipe_used_locked(const struct pipe *pi)
{
	return pi->pi_head - pi->pi_tail;
}

size_t
pipe_used(struct pipe *pi)
{
	size_t used;

	spin_lock(&pi->pi_lock);
	used = pipe_used_locked(pi);
	spin_unlock(&pi->pi_lock);
	return used;
}

static void
pipe_wake_all_locked(struct pipe *pi)
{
	SPIN_ASSERT(&pi->pi_lock);
	waitq_wake_all(&pi->pi_rwait);
	waitq_wake_all(&pi->pi_wwait);
	waitq_wake_all(&pi->pi_owait);
	poll_wake(&pi->pi_poll);
}

/* An opener that slept need not find the other side still open. */
static int
pipe_open_wait_locked(struct pipe *pi, uint32_t fflags)
{
	uint32_t ropens = pi->pi_ropens, wopens = pi->pi_wopens;
	int error = 0;

	SPIN_ASSERT(&pi->pi_lock);
	if ((fflags & FWRITE) == 0) {
		if (fflags & O_NONBLOCK)
			return 0;
		while (pi->pi_nwriters == 0 && pi->pi_wopens == wopens &&
		    error == 0)
			error = waitq_sleep(&pi->pi_owait, &pi->pi_lock,
			    WQ_INTR, WQ_FOREVER);
	} else if ((fflags & FREAD) == 0) {
		if ((fflags & O_NONBLOCK) && pi->pi_nreaders == 0)
			return ENXIO;
		while (pi->pi_nreaders == 0 && pi->pi_ropens == ropens &&
		    error == 0)
			error = waitq_sleep(&pi->pi_owait, &pi->pi_lock,
			    WQ_INTR, WQ_FOREVER);
	}
	return error;
}

void
pipe_close_locked(struct pipe *pi, uint32_t fflags)
{
	SPIN_ASSERT(&pi->pi_lock);
	if (fflags & FREAD)
		pi->pi_nreaders--;
	if (fflags & FWRITE)
		pi->pi_nwriters--;
	if (pi->pi_nreaders == 0 && pi->pi_nwriters == 0)
		pi->pi_tail = pi->pi_head;	/* nobody will read it */
	pipe_wake_all_locked(pi);
}

int
pipe_open(struct pipe *pi, uint32_t fflags)
{
	int error;

	spin_lock(&pi->pi_lock);
	if (fflags & FREAD) {
		pi->pi_nreaders++;
		pi->pi_ropens++;
	}
	if (fflags & FWRITE) {
		pi->pi_nwriters++;
		pi->pi_wopens++;
	}
	pipe_wake_all_locked(pi);
	error = pipe_open_wait_locked(pi, fflags);
	if (error != 0)
		pipe_close_locked(pi, fflags);
	spin_unlock(&pi->pi_lock);
	return error;
}

void
pipe_close(struct pipe *pi, uint32_t fflags)
{
	spin_lock(&pi->pi_lock);
	pipe_close_locked(pi, fflags);
	spin_unlock(&pi->pi_lock);
}

/* Wait until there are bytes and the read end is ours.  *eof: never. */
static int
pipe_read_claim_locked(struct pipe *pi, uint32_t fflags, int *eof)
{
	int error = 0;

	SPIN_ASSERT(&pi->pi_lock);
	*eof = 0;
	while (error == 0 && (pi->pi_reading || pipe_used_locked(pi) == 0)) {
		if (!pi->pi_reading && pi->pi_nwriters == 0) {
			*eof = 1;
			return 0;
		}
		if (fflags & O_NONBLOCK)
			return EAGAIN;
		error = waitq_sleep(&pi->pi_rwait, &pi->pi_lock, WQ_INTR,
		    WQ_FOREVER);
	}
	if (error == 0)
		pi->pi_reading = 1;
	return error;
}

/*
 * Copy up to count bytes between the ring, from at on, and uio, whichever
 * way it goes: what lies contiguous, at most twice round for all of it.
 */
static int
pipe_copy(struct pipe *pi, uint32_t at, uint32_t count, struct uio *uio,
    uint32_t *done)
{
	uint32_t place, n;
	int error = 0;

	for (*done = 0; *done < count && uio->uio_resid > 0 && error == 0;) {
		place = (at + *done) % PIPE_SIZE;
		n = count - *done;
		if (n > PIPE_SIZE - place)
			n = PIPE_SIZE - place;
		if (n > uio->uio_resid)
			n = (uint32_t)uio->uio_resid;
		error = uio_move(pi->pi_ring + place, n, uio);
		if (error == 0)
			*done += n;
	}
	return error;
}

int
pipe_read(struct pipe *pi, struct uio *uio, uint32_t fflags)
{
	uint32_t used, done;
	int eof, error;

	if (uio->uio_resid == 0)
		return 0;
	spin_lock(&pi->pi_lock);
	error = pipe_read_claim_locked(pi, fflags, &eof);
	if (error != 0 || eof) {
		spin_unlock(&pi->pi_lock);
		return error;
	}
	used = pipe_used_locked(pi);
	spin_unlock(&pi->pi_lock);

	error = pipe_copy(pi, pi->pi_tail, used, uio, &done);

	spin_lock(&pi->pi_lock);
	pi->pi_tail += done;
	pi->pi_reading = 0;
	waitq_wake_all(&pi->pi_wwait);
	waitq_wake_one(&pi->pi_rwait);
	poll_wake(&pi->pi_poll);
	spin_unlock(&pi->pi_lock);
	return error;
}

/* Wait until the write end is ours. */
static int
pipe_write_claim_locked(struct pipe *pi, uint32_t fflags)
{
	int error = 0;

	SPIN_ASSERT(&pi->pi_lock);
	while (pi->pi_writing && error == 0) {
		if (fflags & O_NONBLOCK)
			return EAGAIN;
		error = waitq_sleep(&pi->pi_wwait, &pi->pi_lock, WQ_INTR,
		    WQ_FOREVER);
	}
	if (error == 0)
		pi->pi_writing = 1;
	return error;
}

/* Wait for at least need bytes of room; write end ours.  EPIPE. */
static int
pipe_room_locked(struct pipe *pi, uint32_t need, uint32_t fflags,
    uint32_t *room)
{
	int error = 0;

	SPIN_ASSERT(&pi->pi_lock);
	for (;;) {
		if (pi->pi_nreaders == 0)
			return EPIPE;
		*room = PIPE_SIZE - pipe_used_locked(pi);
		if (*room >= need || error != 0)
			return error;
		if (fflags & O_NONBLOCK)
			return EAGAIN;
		error = waitq_sleep(&pi->pi_wwait, &pi->pi_lock, WQ_INTR,
		    WQ_FOREVER);
	}
}

/* Put in what fits now; called and returns with the lock. */
static int
pipe_write_some_locked(struct pipe *pi, struct uio *uio, uint32_t room)
{
	uint32_t done;
	int error;

	SPIN_ASSERT(&pi->pi_lock);
	spin_unlock(&pi->pi_lock);
	error = pipe_copy(pi, pi->pi_head, room, uio, &done);
	spin_lock(&pi->pi_lock);
	pi->pi_head += done;
	waitq_wake_one(&pi->pi_rwait);
	poll_wake(&pi->pi_poll);
	return error;
}

int
pipe_write(struct pipe *pi, struct uio *uio, uint32_t fflags)
{
	size_t total = uio->uio_resid;
	uint32_t need, room;
	int error;

	if (total == 0)
		return 0;
	need = total <= PIPE_BUF ? (uint32_t)total : 1;
	spin_lock(&pi->pi_lock);
	error = pipe_write_claim_locked(pi, fflags);
	if (error != 0) {
		spin_unlock(&pi->pi_lock);
		return error;
	}
	while (error == 0 && uio->uio_resid > 0) {
		error = pipe_room_locked(pi, need, fflags, &room);
		if (error == 0)
			error = pipe_write_some_locked(pi, uio, room);
	}
	pi->pi_writing = 0;
	waitq_wake_one(&pi->pi_wwait);
	spin_unlock(&pi->pi_lock);

	/* What went through counts, unless nobody is left to read it. */
	if (uio->uio_resid < total && error != EPIPE && error != EFAULT)
		error = 0;
	return error;
}

int
pipe_poll(struct pipe *pi, int events, uint32_t fflags, struct thread *td)
{
	int got = 0;

	spin_lock(&pi->pi_lock);
	if (fflags & FREAD) {
		if (pipe_used_locked(pi) > 0)
			got |= events & (POLLIN | POLLRDNORM);
		if (pi->pi_nwriters == 0 && pi->pi_wopens > 0)
			got |= POLLHUP;
	}
	if (fflags & FWRITE) {
		if (pi->pi_nreaders == 0)
			got |= POLLERR;
		else if (PIPE_SIZE - pipe_used_locked(pi) >= PIPE_BUF)
			got |= events & POLLOUT;
	}
	if (got == 0)
		poll_record(&pi->pi_poll, td);
	spin_unlock(&pi->pi_lock);
	return got;
}
