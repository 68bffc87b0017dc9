// SPDX-License-Identifier: BSD-2-Clause
/*
 * harness_tcp - TCP sockets of the stack under test, by small numbers.
 *
 * Nothing waits: what would is -EAGAIN.  Errors are negative errnos of the
 * kernel.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

int	tcp_listen_on(uint16_t port, int backlog);
/* Begin to connect; tcp_is_connected says when it is done. */
int	tcp_connect_to(uint32_t addr, uint16_t port);
int	tcp_is_connected(int so);
int	tcp_accept_one(int listener);
int	tcp_write(int so, const void *data, size_t len);
int	tcp_read(int so, void *data, size_t size);	/* 0: the end */
int	tcp_shutdown_write(int so);
/* Close; reset: by RST. */
void	tcp_close_one(int so, int reset);
int	tcp_error(int so);		/* SO_ERROR */
/* Connections and listeners there are, of any state, with sockets or not. */
int	tcp_count(void);
/* Time passes, timers run. */
void	tcp_advance_ms(unsigned ms);
/* A counter of netinet/tcp_var.h. */
uint64_t tcp_counter(size_t offset);
