// SPDX-License-Identifier: BSD-2-Clause
/*
 * strerror - what an error number means, in the words of the BSDs.
 *
 * Takes the place of newlib's object of the same functions, whose words are
 * System V's ("Not owner"): scripts and people look for these.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
	[0] = "No error: 0",
	[EPERM] = "Operation not permitted",
	[ENOENT] = "No such file or directory",
	[ESRCH] = "No such process",
	[EINTR] = "Interrupted system call",
	[EIO] = "Input/output error",
	[ENXIO] = "Device not configured",
	[E2BIG] = "Argument list too long",
	[ENOEXEC] = "Exec format error",
	[EBADF] = "Bad file descriptor",
	[ECHILD] = "No child processes",
	[EAGAIN] = "Resource temporarily unavailable",
	[ENOMEM] = "Cannot allocate memory",
	[EACCES] = "Permission denied",
	[EFAULT] = "Bad address",
	[ENOTBLK] = "Block device required",
	[EBUSY] = "Device busy",
	[EEXIST] = "File exists",
	[EXDEV] = "Cross-device link",
	[ENODEV] = "Operation not supported by device",
	[ENOTDIR] = "Not a directory",
	[EISDIR] = "Is a directory",
	[EINVAL] = "Invalid argument",
	[ENFILE] = "Too many open files in system",
	[EMFILE] = "Too many open files",
	[ENOTTY] = "Inappropriate ioctl for device",
	[ETXTBSY] = "Text file busy",
	[EFBIG] = "File too large",
	[ENOSPC] = "No space left on device",
	[ESPIPE] = "Illegal seek",
	[EROFS] = "Read-only file system",
	[EMLINK] = "Too many links",
	[EPIPE] = "Broken pipe",
	[EDOM] = "Numerical argument out of domain",
	[ERANGE] = "Result too large",
	[ENOMSG] = "No message of desired type",
	[EIDRM] = "Identifier removed",
	[EDEADLK] = "Resource deadlock avoided",
	[ENOLCK] = "No locks available",
	[EPROTO] = "Protocol error",
	[EBADMSG] = "Bad message",
	[EFTYPE] = "Inappropriate file type or format",
	[ENOSYS] = "Function not implemented",
	[ENOTEMPTY] = "Directory not empty",
	[ENAMETOOLONG] = "File name too long",
	[ELOOP] = "Too many levels of symbolic links",
	[EOPNOTSUPP] = "Operation not supported",
	[EPFNOSUPPORT] = "Protocol family not supported",
	[ECONNRESET] = "Connection reset by peer",
	[ENOBUFS] = "No buffer space available",
	[EAFNOSUPPORT] = "Address family not supported by protocol family",
	[EPROTOTYPE] = "Protocol wrong type for socket",
	[ENOTSOCK] = "Socket operation on non-socket",
	[ENOPROTOOPT] = "Protocol not available",
	[ESHUTDOWN] = "Can't send after socket shutdown",
	[ECONNREFUSED] = "Connection refused",
	[EADDRINUSE] = "Address already in use",
	[ECONNABORTED] = "Software caused connection abort",
	[ENETUNREACH] = "Network is unreachable",
	[ENETDOWN] = "Network is down",
	[ETIMEDOUT] = "Operation timed out",
	[EHOSTDOWN] = "Host is down",
	[EHOSTUNREACH] = "No route to host",
	[EINPROGRESS] = "Operation now in progress",
	[EALREADY] = "Operation already in progress",
	[EDESTADDRREQ] = "Destination address required",
	[EMSGSIZE] = "Message too long",
	[EPROTONOSUPPORT] = "Protocol not supported",
	[EADDRNOTAVAIL] = "Can't assign requested address",
	[ENETRESET] = "Network dropped connection on reset",
	[EISCONN] = "Socket is already connected",
	[ENOTCONN] = "Socket is not connected",
	[ETOOMANYREFS] = "Too many references: can't splice",
	[EDQUOT] = "Disc quota exceeded",
	[ESTALE] = "Stale NFS file handle",
	[ENOTSUP] = "Operation not supported",
	[EILSEQ] = "Illegal byte sequence",
	[EOVERFLOW] = "Value too large to be stored in data type",
	[ECANCELED] = "Operation canceled",
	[ENOTRECOVERABLE] = "State not recoverable",
	[EOWNERDEAD] = "Previous owner died",
};
#define NTEXTS	((int)(sizeof(texts) / sizeof(texts[0])))

char *
strerror(int error)
{
	static char unknown[32];

	if (error >= 0 && error < NTEXTS && texts[error] != NULL)
		return (char *)(uintptr_t)texts[error];
	snprintf(unknown, sizeof(unknown), "Unknown error: %d", error);
	return unknown;
}

char *
strerror_l(int error, locale_t locale)
{
	(void)locale;
	return strerror(error);
}

/* What newlib's perror and strerror_r call. */
char *
_strerror_r(struct _reent *reent, int error, int internal, int *where)
{
	(void)reent;
	(void)internal;
	(void)where;
	return strerror(error);
}
