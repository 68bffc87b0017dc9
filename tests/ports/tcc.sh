# tcc: C programs made and run in the guest, and inside a jail.

. /tmp/check.sh
mkdir -p /tmp/tcc
cd /tmp/tcc

cat >one.c <<'END'
#include <stdio.h>
int main(int argc, char **argv)
{
	printf("%d %s %.2f\n", argc, argc > 1 ? argv[1] : "-", 2.0 / 3);
	return 5;
}
END
t tcc_compiles tcc -o one one.c
gives tcc_runs 5 "2 word 0.67" ./one word

# Two files, a library of them, and the parts of ours that a program with
# processes, threads, signals and floats stands on.
cat >sum.c <<'END'
#include <math.h>
#include <pthread.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static double sum;
static void *add(void *n)
{
	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&lock);
		sum += sqrt((double)(long)n);
		pthread_mutex_unlock(&lock);
	}
	return 0;
}
double sum_of_threads(int count)
{
	pthread_t t[8];
	for (long i = 0; i < count; i++)
		pthread_create(&t[i], 0, add, (void *)((i + 1) * (i + 1)));
	for (int i = 0; i < count; i++)
		pthread_join(t[i], 0);
	return sum;
}
END
cat >two.c <<'END'
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/jail.h>
#include <sys/sysctl.h>
#include <sys/wait.h>
#include <unistd.h>
double sum_of_threads(int);
static volatile int got;
static void on(int s) { got = s; }
static int compare(const void *a, const void *b)
{ return strcmp(*(char **)a, *(char **)b); }
static int total(int n, ...)
{
	int sum = 0;
	va_list ap;
	va_start(ap, n);
	while (n-- > 0)
		sum += va_arg(ap, int);
	va_end(ap);
	return sum;
}
int main(void)
{
	char *w[] = { "c", "a", "b" }, host[64] = "", buf[4] = "";
	size_t len = sizeof(host);
	int fd[2], status;
	qsort(w, 3, sizeof(*w), compare);
	signal(SIGUSR1, on);
	raise(SIGUSR1);
	pipe(fd);
	if (fork() == 0) {
		write(fd[1], "hi", 2);
		_exit(7);
	}
	read(fd[0], buf, 2);
	wait(&status);
	sysctlbyname("kern.hostname", host, &len, 0, 0);
	printf("%s%s%s %d %s %d %d %.0f %s %d\n", w[0], w[1], w[2],
	    got == SIGUSR1, buf, WEXITSTATUS(status), total(3, 1, 2, 3),
	    sum_of_threads(4), host, open("/none", 0) == -1 && errno == ENOENT);
	return 0;
}
END
t tcc_object tcc -c sum.c
t tcc_archive tcc -ar rcs libsum.a sum.o
jail -c name=t persist host.hostname=inner path=/ >/dev/null
t tcc_in_jail jexec t sh -c 'cd /tmp/tcc &&
    tcc -Wall -include fcntl.h -o two two.c -L. -lsum -lm'
is tcc_in_jail_runs "abc 1 hi 7 6 10000 inner 1" jexec t /tmp/tcc/two
jail -r t >/dev/null

echo 'int main(void) { return x; }' >bad.c
f tcc_error tcc -o bad bad.c
has tcc_error_said "'x' undeclared"
cd /
rm -r /tmp/tcc
exit $fail
