#!/bin/bash
# start.sh ROOT DIR: first half of a sandbox, as root of the host. Makes a cgroup tree, the far side's network
# and the namespaces, and hands over to init.sh. ROOT: a Debian tree with GNOME Shell, never written to.
# DIR: an empty folder of this run, seen inside as /run/edgewise. Everything ends when stdin does.
set -euo pipefail
root=$1 dir=$2
here=$(dirname "$(readlink -f "$0")")

mount -t tmpfs -o mode=755 tmpfs "$dir/scratch"
mkdir "$dir/scratch"/{cgroup,upper,work,root}
mount -t cgroup2 none "$dir/scratch/cgroup"
group=$dir/scratch/cgroup/edgewise-$$
mkdir "$group"

unshare --net -- sleep infinity &
far=$!
stop() {
    kill "$far" 2>/dev/null || true
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
        sleep 0.1
    done
}
trap stop EXIT

mount -t overlay -o "lowerdir=$root,upperdir=$dir/scratch/upper,workdir=$dir/scratch/work" overlay "$dir/scratch/root"

# Until it is in a network of its own, the far side's process still has the host's.
while [ "$(readlink "/proc/$far/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
echo "$far" >"$dir/far-side.pid"

(
    echo 0 >"$group/cgroup.procs"
    exec unshare --net --cgroup --pid --fork --kill-child --ipc --uts -- "$here/init.sh" "$dir" "$far"
)
