// SPDX-License-Identifier: BSD-2-Clause
/*
 * mqueue - functions of POSIX message queues that are not bare calls.
 *
 * A queue's descriptor is a file's.  mq_close first takes a registration of
 * this process back, which also finds descriptors that are no queue's.
 */
#include <mqueue.h>
#include <stdarg.h>
#include <unistd.h>

int	__kmq_open(const char *, int, mode_t, const struct mq_attr *);
int	__kmq_setattr(int, const struct mq_attr *, struct mq_attr *);
int	__kmq_timedsend(int, const char *, size_t, unsigned,
	    const struct timespec *);
ssize_t	__kmq_timedreceive(int, char *, size_t, unsigned *,
	    const struct timespec *);
int	__kmq_notify(int, const struct sigevent *);

mqd_t
mq_open(const char *name, int flags, ...)
{
	struct mq_attr *attr = NULL;
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		attr = va_arg(ap, struct mq_attr *);
		va_end(ap);
	}
	return __kmq_open(name, flags, mode, attr);
}

int
mq_close(mqd_t mq)
{
	if (__kmq_notify(mq, NULL) != 0)
		return -1;
	return close(mq);
}

int
mq_getattr(mqd_t mq, struct mq_attr *attr)
{
	return __kmq_setattr(mq, NULL, attr);
}

/* Flags alone can be set: the rest of *attr is not looked at. */
int
mq_setattr(mqd_t mq, const struct mq_attr *restrict attr,
    struct mq_attr *restrict old)
{
	return __kmq_setattr(mq, attr, old);
}

int
mq_send(mqd_t mq, const char *text, size_t len, unsigned prio)
{
	return __kmq_timedsend(mq, text, len, prio, NULL);
}

int
mq_timedsend(mqd_t mq, const char *text, size_t len, unsigned prio,
    const struct timespec *until)
{
	return __kmq_timedsend(mq, text, len, prio, until);
}

ssize_t
mq_receive(mqd_t mq, char *text, size_t room, unsigned *prio)
{
	return __kmq_timedreceive(mq, text, room, prio, NULL);
}

ssize_t
mq_timedreceive(mqd_t mq, char *restrict text, size_t room,
    unsigned *restrict prio, const struct timespec *restrict until)
{
	return __kmq_timedreceive(mq, text, room, prio, until);
}

int
mq_notify(mqd_t mq, const struct sigevent *how)
{
	return __kmq_notify(mq, how);
}

int
mq_getfd_np(mqd_t mq)
{
	return mq;
}
