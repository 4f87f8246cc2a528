#!/bin/sh
# Makes two networks of this machine with a cable between them: a server's at 10.77.0.1, which is that of
# this process, and a user's. Run it by `unshare -n`. When they are ready, it prints the id of a process in
# the user's network, and waits. Without the interface `server` the cable is cut: packets vanish.
set -eu
unshare -n sleep 300 &
user=$!
while [ "$(readlink /proc/$user/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.02; done
ip link set lo up
ip link add server type veth peer name user netns $user
ip address add 10.77.0.1/24 dev server
ip link set server up
nsenter -t $user -n sh -ec 'ip address add 10.77.0.2/24 dev user; ip link set user up'
echo $user
wait
