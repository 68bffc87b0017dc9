// SPDX-License-Identifier: BSD-2-Clause
/*
 * stages - what -v shows of a jail's making and end, as the kernel has
 * measured it.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include "user/jail/job.h"

#define TEXT_MAX	262144

/* The text of a sysctl, jid being written to it unless 0; NULL: none. */
static char *
text_read(const char *name, int jid)
{
	char *text = malloc(TEXT_MAX);
	size_t len = TEXT_MAX - 1;

	if (text == NULL)
		err(1, NULL);
	if (sysctlbyname(name, text, &len, jid != 0 ? &jid : NULL,
	    jid != 0 ? sizeof(jid) : 0) != 0) {
		warn("%s", name);
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

void
stages_made(int jid)
{
	char *text = text_read("security.jail.constructors", jid), *line;
	unsigned long cycles;
	char name[64];
	long bytes;

	if (text == NULL)
		return;
	for (line = strtok(text, "\n"); line != NULL;
	    line = strtok(NULL, "\n"))
		if (sscanf(line, "%63s %lu %ld", name, &cycles, &bytes) == 3)
			printf("  %-16s %10lu cycles %8ld bytes\n", name,
			    cycles, bytes);
	fflush(stdout);
	free(text);
}

/* Lines are "jid name stage began took", of the last ends of all jails. */
void
stages_ended(int jid)
{
	char *text = text_read("security.jail.teardowns", 0), *line;
	char name[64], stage[64];
	unsigned long began, took;
	int id;

	if (text == NULL)
		return;
	for (line = strtok(text, "\n"); line != NULL;
	    line = strtok(NULL, "\n"))
		if (sscanf(line, "%d %63s %63s %lu %lu", &id, name, stage,
		    &began, &took) == 5 && id == jid)
			printf("  %-24s at %8lu us for %8lu us\n", stage,
			    began, took);
	fflush(stdout);
	free(text);
}
