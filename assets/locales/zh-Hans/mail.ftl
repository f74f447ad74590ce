# 邮件、退订，以及管理者看到的发件箱。

mail-kind-confirm_email = 确认邮箱
mail-kind-reset_password = 重设密码
mail-kind-already_member = 已有账号
mail-kind-password_changed = 密码已修改
mail-kind-awards = 获奖
mail-kind-answer = 新回答
mail-kind-accepted = 回答被采纳
mail-kind-mention = 提到你
mail-kind-test = 测试

mail-confirm-subject = 确认你在 { $site } 的邮箱
mail-confirm-heading = 确认邮箱
mail-confirm-text = { $name }，欢迎来到 { $site }。确认这个邮箱是你的，就可以提问、回答和投票了。
mail-confirm-button = 确认这个邮箱
mail-confirm-expires = 链接三天内有效，只能用一次。
mail-confirm-not-you = 如果不是你注册的，不用理会：没有你的确认，账号不会启用。

mail-reset-subject = 重设你在 { $site } 的密码
mail-reset-heading = 重设密码
mail-reset-text = { $name }，你好。有人请求为你在 { $site } 的账号重设密码。
mail-reset-button = 重设密码
mail-reset-expires = 链接两小时内有效，只能用一次。重设之后，所有已登录的浏览器都会退出。
mail-reset-not-you = 如果不是你本人，不用理会：密码不会变。

mail-already-subject = 你在 { $site } 已有账号
mail-already-heading = 你已经有账号了
mail-already-text = 有人（多半就是你）用这个邮箱在 { $site } 注册。这个邮箱已有账号，用户名是 @{ $handle }。
mail-already-button = 登录
mail-already-forgot = 如果忘了密码，可以{ $link }。
mail-already-forgot-link = 重设一个
mail-already-not-you = 如果不是你本人，不用理会：没有人会知道你是这里的成员。

mail-password-subject = 你在 { $site } 的密码已修改
mail-password-heading = 密码已修改
mail-password-settings = 你在 { $site } 的账号 @{ $handle } 于 { $when } 修改了密码。
mail-password-link = 你在 { $site } 的账号 @{ $handle } 于 { $when } 通过邮件链接重设了密码。
mail-password-from = 操作设备：{ $device }。
mail-password-from-address = 操作设备：{ $device }，地址 { $address }。
mail-password-you = 如果是你本人，无需再做什么。其他浏览器都已退出登录。
mail-password-not-you = 如果不是你本人，请马上重设密码，这样其他人都会被退出登录。对方可能能看到你的邮箱，所以请先修改邮箱的密码。
mail-password-button = 重设密码

mail-answer-subject = { $who } 回答了「{ $topic }」
mail-answer-heading = 有人回答了你
mail-answer-text = { $who } 回答了你的问题 { $topic }：
mail-answer-button = 查看回答

mail-reply-subject = { $who } 回复了「{ $topic }」
mail-reply-heading = 有人回复了你
mail-reply-text = { $who } 回复了你发起的讨论 { $topic }：
mail-reply-button = 查看回复

mail-accepted-subject = 你的回答被采纳了：{ $topic }
mail-accepted-heading = 你的回答被采纳了
mail-accepted-text = { $who } 采纳了你在 { $topic } 的回答。以后遇到同样问题的人会最先看到它。
mail-accepted-button = 查看你的回答

mail-mention-subject = { $who } 在「{ $topic }」里提到了你
mail-mention-heading = 有人提到了你
mail-mention-text = { $who } 在 { $topic } 里提到了你：
mail-mention-button = 去看看

mail-somebody = 一位已离开的成员

mail-awards-subject-badge = 新徽章：{ $name }
mail-awards-subject-tier = 你升到了「{ $name }」
mail-awards-subject-many = { $n } 项新奖励：{ $names }
mail-awards-tier = 你现在是「{ $tier }」
mail-awards-tier-text = 是你的贡献带你到了这一级。从现在起，你的名字会显示这一级的颜色。
mail-awards-tier-later = 这一级往后还会开放：{ $what }。
mail-awards-tier-one-later = { $what }（{ $condition }）
mail-awards-for = 来自你的 { $topic }。
mail-awards-progress = 你现在有 { $shown } 积分。离「{ $tier }」还差：{ $missing }。
mail-awards-button = 查看你的奖励
mail-comma = 、
mail-and = { $a }、{ $b }
mail-need-reputation = { $shown } 积分
mail-need-answers = { $shown } 个回答
mail-need-accepted-answers = { $shown } 个被采纳的回答

mail-test-subject = { $site } 的测试邮件
mail-test-heading = 邮件能送达
mail-test-text = 这封邮件用来检查论坛的邮件能不能送达。你看到它，说明能。

mail-why-confirm_email = 你收到这封邮件，是因为有人用这个邮箱在 { $site } 注册。
mail-why-reset_password = 你收到这封邮件，是因为有人用这个邮箱在 { $site } 请求重设密码。
mail-why-already_member = 你收到这封邮件，是因为有人想用这个邮箱在 { $site } 注册。
mail-why-password_changed = 你收到这封邮件，是因为你在 { $site } 的账号修改了密码。
mail-why-awards = 你收到这封邮件，是因为你在 { $site } 获得了奖励。
mail-why-answer = 你收到这封邮件，是因为这个主题是你在 { $site } 发起的。
mail-why-accepted = 你收到这封邮件，是因为这个回答是你在 { $site } 写的。
mail-why-mention = 你收到这封邮件，是因为 { $site } 的一位成员提到了你。
mail-why-test = 你收到这封邮件，是因为 { $site } 的运维人员向这个邮箱发送了测试邮件。

mail-stop-awards = 不再接收获奖邮件
mail-stop-answers = 不再接收新回答邮件
mail-stop-accepted = 不再接收采纳邮件
mail-stop-mentions = 不再接收提及邮件
mail-all-settings = 全部邮件设置

mail-list-awards = 获奖
mail-list-answers = 你的主题有新回答
mail-list-accepted = 回答被采纳
mail-list-mentions = 有人提到你

unsubscribe-title = 停止这类邮件
unsubscribe-text = 不想再收到 { $site } 关于「{ $kind }」的邮件吗？在网站上你仍然看得到这些消息。
unsubscribe-done-title = 已停止这类邮件
unsubscribe-done = { $site } 不会再给你发关于「{ $kind }」的邮件。

mail-desk-title = 发件箱
mail-desk-files = 没有设置 SMTP 服务器：邮件写成文件放在数据目录里，可以在这里阅读。
mail-desk-smtp = 邮件通过配置里的 SMTP 服务器发出。
mail-desk-kept = 已发出、已取消或已放弃的邮件在这里保留 { $days } 天。
mail-desk-empty = 还没有邮件。有人注册、得到回答或者获奖之后，邮件就会出现在这里。
mail-desk-when = 时间
mail-desk-mail = 邮件
mail-desk-to = 收件人
mail-desk-state = 状态
mail-desk-tries = 尝试次数
mail-desk-retry = 重新发送
mail-desk-due = 下次尝试
mail-desk-counted = 最近 { $n } 封邮件
mail-desk-created = 写入时间
mail-desk-sent = 发出时间
mail-desk-next = 下次尝试
mail-desk-error = 最近的错误
mail-desk-withheld = 这封邮件里的链接能以收件人的身份操作，只有收件人和管理员能看。
mail-desk-not-kept = 通过 SMTP 发出的邮件不在这里保存。
mail-desk-not-yet = 这封邮件还没有文件，或者文件已经不在了。
mail-desk-html = HTML 部分
mail-desk-text = 纯文本部分
mail-desk-from = 从 { $from } 寄给 { $to }
mail-state-waiting = 等待中
mail-state-sent = 已发出
mail-state-dead = 已放弃
mail-state-dropped = 未发送
notice-mail-retried = 这封邮件马上会重新发送。
audit-mail_retried = 重新发送了一封邮件
