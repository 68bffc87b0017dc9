// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_fdtable - lowest numbers, growth, copies, exec; and memory that ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/sys/errno.h"
#include "kernel/file/file.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "tests/unit/shim/machine.h"

#define MANY	1000
#define LIMIT	4096	/* kern.maxfilesperproc as it starts */

static const struct file_ops nothing;
/* Stands for every file. */
static struct file file = { .f_ops = &nothing };

struct file *
file_hold(struct file *fp)
{
	fp->f_refs++;
	return fp;
}

void
file_drop(struct file *fp)
{
	assert_true(fp->f_refs > 0);
	fp->f_refs--;
}

static int
setup_group(void **state)
{
	(void)state;
	machine_boot(16ul << 20);
	return 0;
}

/* Each test ends with no file held and no memory in use. */
static int
setup(void **state)
{
	(void)state;
	file.f_refs = 0;
	return 0;
}

static struct fdtable *
filled(int n)
{
	struct fdtable *fdt = fdtable_create(NULL);
	int i, fd;

	for (i = 0; i < n; i++) {
		assert_int_equal(fd_install(fdt, file_hold(&file), 0, i % 2,
		    &fd), 0);
		assert_int_equal(fd, i);
	}
	return fdt;
}

static void
lowest_first(void **state)
{
	struct fdtable *fdt = filled(MANY);
	int fd;

	(void)state;
	assert_int_equal(fd_last(fdt), MANY - 1);
	assert_int_equal(fd_close(fdt, 700), 0);
	assert_int_equal(fd_close(fdt, 3), 0);
	assert_int_equal(fd_close(fdt, 3), EBADF);
	fd_install(fdt, file_hold(&file), 0, 0, &fd);
	assert_int_equal(fd, 3);
	fd_install(fdt, file_hold(&file), 10, 0, &fd);
	assert_int_equal(fd, 700);
	fd_install(fdt, file_hold(&file), 2000, 0, &fd);
	assert_int_equal(fd, 2000);
	assert_int_equal(fd_last(fdt), 2000);
	fdtable_drop(fdt);
	assert_int_equal(file.f_refs, 0);
}

static void
bad_numbers(void **state)
{
	struct fdtable *fdt = filled(3);
	struct file *fp;
	int fd;

	(void)state;
	assert_int_equal(fd_get(fdt, -1, &fp), EBADF);
	assert_int_equal(fd_get(fdt, 3, &fp), EBADF);
	assert_int_equal(fd_get(fdt, INT32_MAX, &fp), EBADF);
	assert_int_equal(fd_close(fdt, INT32_MIN), EBADF);
	assert_int_equal(fd_cloexec(fdt, 64, NULL, NULL), EBADF);
	assert_int_equal(fd_install(fdt, &file, -1, 0, &fd), EINVAL);
	assert_int_equal(fd_install(fdt, &file, LIMIT, 0, &fd), EMFILE);
	assert_int_equal(fd_install_at(fdt, &file, LIMIT, 0), EBADF);
	assert_int_equal(fd_install_at(fdt, &file, -1, 0), EBADF);
	assert_int_equal(fd_get(fdt, 2, &fp), 0);
	assert_ptr_equal(fp, &file);
	file_drop(fp);
	fdtable_drop(fdt);
	assert_int_equal(file.f_refs, 0);
}

static void
limit(void **state)
{
	struct fdtable *fdt = filled(LIMIT);
	int fd;

	(void)state;
	assert_int_equal(fd_install(fdt, &file, 0, 0, &fd), EMFILE);
	assert_int_equal(fd_close(fdt, 1234), 0);
	assert_int_equal(fd_install(fdt, file_hold(&file), 0, 0, &fd), 0);
	assert_int_equal(fd, 1234);
	fdtable_drop(fdt);
}

static void
replacing(void **state)
{
	struct fdtable *fdt = filled(2);
	int on = 1, get = 0;

	(void)state;
	assert_int_equal(fd_install_at(fdt, file_hold(&file), 1, 0), 0);
	assert_int_equal(file.f_refs, 2);
	assert_int_equal(fd_install_at(fdt, file_hold(&file), 500, 1), 0);
	assert_int_equal(fd_cloexec(fdt, 500, &get, NULL), 0);
	assert_int_equal(get, 1);
	assert_int_equal(fd_cloexec(fdt, 1, &get, &on), 0);
	assert_int_equal(get, 0);
	assert_int_equal(fd_cloexec(fdt, 1, &get, NULL), 0);
	assert_int_equal(get, 1);
	fdtable_drop(fdt);
	assert_int_equal(file.f_refs, 0);
}

static void
copying(void **state)
{
	struct fdtable *fdt = filled(MANY), *copy;
	int get;

	(void)state;
	copy = fdtable_fork(fdt, NULL);
	assert_non_null(copy);
	assert_int_equal(file.f_refs, 2 * MANY);
	assert_int_equal(fd_last(copy), MANY - 1);
	fd_cloexec(copy, 7, &get, NULL);
	assert_int_equal(get, 1);
	fdtable_exec(copy);		/* every second one goes */
	assert_int_equal(file.f_refs, MANY + MANY / 2);
	assert_int_equal(fd_close(copy, 7), EBADF);
	assert_int_equal(fd_last(copy), MANY - 2);
	fdtable_drop(copy);
	fdtable_hold(fdt);
	fdtable_drop(fdt);
	assert_int_equal(file.f_refs, MANY);
	fdtable_drop(fdt);
	assert_int_equal(file.f_refs, 0);
	fdt = fdtable_create(NULL);	/* and one without any file */
	copy = fdtable_fork(fdt, NULL);
	assert_int_equal(fd_last(copy), -1);
	fdtable_drop(copy);
	fdtable_drop(fdt);
}

static void
no_memory(void **state)
{
	struct fdtable *fdt = filled(64);
	int fd;

	(void)state;
	fault_after = 1;
	assert_null(fdtable_create(NULL));
	fault_after = 1;
	assert_int_equal(fd_install(fdt, &file, 0, 0, &fd), ENOMEM);
	fault_after = 1;
	assert_null(fdtable_fork(fdt, NULL));
	fault_after = 0;
	assert_int_equal(fd_install(fdt, file_hold(&file), 0, 0, &fd), 0);
	fault_after = 2;
	assert_null(fdtable_fork(fdt, NULL));
	fault_after = 0;
	assert_int_equal(file.f_refs, 65);
	fdtable_drop(fdt);
	assert_int_equal(file.f_refs, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lowest_first, setup),
		cmocka_unit_test_setup(bad_numbers, setup),
		cmocka_unit_test_setup(limit, setup),
		cmocka_unit_test_setup(replacing, setup),
		cmocka_unit_test_setup(copying, setup),
		cmocka_unit_test_setup(no_memory, setup),
	};

	return cmocka_run_group_tests(tests, setup_group, NULL);
}
