// All that is about addresses. A header includes the part that it needs.
#pragma once

#include "common/base/ip.h"
#include "common/base/listen_address.h"
#include "common/base/network.h"
#include "common/base/url.h"
