# 成员的设置。

settings-title = 设置
settings-profile = 个人资料
settings-mail = 邮件
settings-password = 密码
settings-sessions = 已登录的浏览器
settings-feeds = 订阅
settings-save = 保存

settings-avatar = 头像
settings-avatar-file = 选择图片
settings-avatar-hint = PNG、JPEG、GIF 或 WebP，不超过 { $n } MB。会取中间的正方形，动图只显示第一帧，并去掉拍摄地点和设备等信息。
settings-avatar-save = 使用这张图片
settings-avatar-remove = 移除头像
notice-avatar-saved = 头像已更新。
notice-avatar-removed = 头像已移除，改为显示名字的第一个字。
field-picture-too-many-pixels = 这张图片的像素太多，最多 { $n } 百万。请缩小后再上传。
field-picture-too-long = 图片太宽或太高，每边最多 { $n } 像素。请缩小后再上传。
field-picture-incomplete = 图片不完整，缺少结尾部分，可能没有完全保存或上传。请打开确认后再上传一次。
field-picture-moves = 动图只支持 GIF 格式。请另存为 GIF，或上传静态图片。
field-picture-moves-too-much = 动图太长或太大：最多 { $frames } 帧，每边最多 { $side } 像素。请缩短或缩小后再上传。
field-pictures-busy = 正在处理的图片太多，请几秒后再上传一次。
field-pictures-full = 您最多可保存 { $most } 张图片，共 { $n } MB。请在“添加图片”页面删除未使用的图片，然后重新发送。

settings-about-you = 关于你
settings-display-name-hint = 会显示在你写的所有内容旁边，可以和别人相同。
settings-about = 自我介绍
settings-location = 所在地
settings-website = 网站
settings-time-zone = 时区
settings-theme = 配色
settings-theme-auto = 跟随设备
settings-theme-light = 浅色
settings-theme-dark = 深色
notice-profile-saved = 个人资料已保存。

settings-mail-title = 发给你的邮件
settings-mail-text = 邮件会发到 { $email }。
settings-mail-unconfirmed = 你的邮箱 { $email } 还没有确认；确认之前，你只会收到自己请求的邮件。
settings-mail-confirm = 去确认
settings-mail-when = 什么时候发邮件给我
settings-mail-awards = 我获得徽章或升级
settings-mail-awards-hint = 十分钟内的多项奖励合成一封邮件。
settings-mail-answers = 有人回答我的主题
settings-mail-answers-hint = 包括对你问题的回答和你发起的讨论里的回复。
settings-mail-accepted = 我的回答被采纳
settings-mail-accepted-hint = 提问者认为你的回答解决了问题。
settings-mail-mentions = 有人提到我
settings-mail-mentions-hint = 在帖子或评论里用 @ 加你的用户名。
settings-on-pages = 在页面上
settings-toasts = 获得奖励时立即显示
settings-toasts-hint = 有奖励时会滑出一张卡片。所有奖励在通知里也能看到。
settings-mail-always = 你自己请求的邮件（比如重设密码的链接）总会发送。
notice-mail-settings-saved = 邮件设置已保存。

settings-password-title = 修改密码
settings-password-text = 其他已登录的浏览器都会退出。
settings-password-current = 当前密码
settings-password-save = 修改密码
notice-password-changed = 密码已修改，其他浏览器都已退出登录。

settings-sessions-title = 你在哪里登录了
settings-sessions-text = 不认识或不再使用的浏览器，可以让它退出。如果不认识，最好也改一下密码。
settings-sessions-only = 你没有在别处登录。
settings-sessions-end-others = 退出其他所有浏览器
settings-session-this = 当前
settings-session-since = 登录于
settings-session-seen = 最近使用
settings-session-end = 退出
settings-session-device = { $system } 上的 { $browser }
settings-session-unknown = 未知浏览器
notice-session-ended = 那个浏览器已退出登录。
notice-sessions-ended = 其他浏览器都已退出登录。
settings-feeds-title = 你自己的订阅
settings-feeds-text = 阅读器无法登录。地址里带上密钥，它每次读取时就能看到你当时能看的内容。拿到地址的人看到的和你一样：请不要告诉别人，不再使用的密钥请移除。
settings-feeds-made = 请现在复制这个地址，之后不会再显示。
settings-feeds-others = 把同样的“?key=…”加在任何分类、标签或主题的订阅地址后面，也能使用。
settings-feeds-none = 你还没有密钥。
settings-feeds-since = 创建于
settings-feeds-used = 上次使用
settings-feeds-unused = 从未使用
settings-feeds-remove = 移除
settings-feeds-name = 名称
settings-feeds-name-hint = 它的用途，例如你的阅读器的名称。
settings-feeds-make = 创建密钥
notice-feed-key-removed = 密钥已移除，它的地址不再有效。
